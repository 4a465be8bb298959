/** What a Django view answers. */
export interface ViewAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

/** `HttpResponse` and its kin: text, of Django's default type. */
export function page(status: number, body: string): ViewAnswer {
  return { status, body, contentType: 'text/html; charset=utf-8' };
}

/** `JsonResponse`. */
export function json(status: number, value: unknown): ViewAnswer {
  return { status, body: JSON.stringify(value), contentType: 'application/json' };
}

/** What becomes of an exception that nothing catches, with `DEBUG` off. */
export const serverError: ViewAnswer = page(500, '<h1>Server Error (500)</h1>');

/** What a permission, or a `ChannelPermission`, does not allow. */
export const permissionDenied: ViewAnswer = page(403, 'Permission Denied');

export const badRequest = (text: string): ViewAnswer => page(400, text);
