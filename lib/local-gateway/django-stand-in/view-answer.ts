/** The answer of a Django view. */
export interface ViewAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

/** `HttpResponse` and its subclasses: text, with Django's default content type. */
export function page(status: number, body: string): ViewAnswer {
  return { status, body, contentType: 'text/html; charset=utf-8' };
}

/** `JsonResponse`. */
export function json(status: number, value: unknown): ViewAnswer {
  return { status, body: JSON.stringify(value), contentType: 'application/json' };
}

/** The answer to an exception that is not caught, with `DEBUG` off. */
export const serverError: ViewAnswer = page(500, '<h1>Server Error (500)</h1>');

/** The answer to a missing permission, or to one that a `ChannelPermission` denies. */
export const permissionDenied: ViewAnswer = page(403, 'Permission Denied');

export const badRequest = (text: string): ViewAnswer => page(400, text);
