import { isRecord } from '../checks';
import { ConfigError, GatewaySocketError, TokenError } from '../errors';
import { refusalOf } from './token-answer';

/**
 * What a token source threw, as an error of ours. Angular's `HttpErrorResponse` and most fetch wrappers throw an error
 * with a numeric `status`, and the body beside it.
 *
 * @param now epoch ms, to turn a date in `Retry-After` into a delay
 */
export function tokenErrorOf(error: unknown, now: number): GatewaySocketError {
  if (error instanceof GatewaySocketError) return error;
  if (isRecord(error) && typeof error.status === 'number') {
    // Status 0 is how XMLHttpRequest, and so Angular, says that there was no answer.
    if (error.status > 0)
      return refusalOf({ status: error.status, body: bodyOf(error), retryAfter: retryAfterOf(error) }, now);
    return new TokenError('network', 'the token request had no answer.');
  }
  // JSON.parse shows a part of what it could not read, and that may be a token.
  if (error instanceof SyntaxError) return new TokenError('malformed', 'the answer to the token request was no JSON.');
  // What Node says of a relative address: it has no page to belong to, and no retry gives it one.
  if (isRecord(error) && isRecord(error.cause) && error.cause.code === 'ERR_INVALID_URL') {
    return new ConfigError('token', 'there is no page here, so the address of the token endpoint must be absolute.', {
      cause: error,
    });
  }
  return new TokenError('network', 'the token request failed before an answer came.', { cause: error });
}

function bodyOf(error: object): unknown {
  if ('error' in error) return error.error;
  if ('body' in error) return error.body;
  return 'message' in error ? error.message : undefined;
}

/** From `headers.get('Retry-After')`, which both the Fetch API's and Angular's headers have. */
function retryAfterOf({ headers }: { readonly headers?: unknown }): string | null {
  if (!isRecord(headers) || typeof headers.get !== 'function') return null;
  const value: unknown = Reflect.apply(headers.get, headers, ['Retry-After']);
  return typeof value === 'string' ? value : null;
}
