import { isConfigError, type GatewaySocketError } from './errors';
import type { Fault } from './events';
import { foreignText, readable } from './foreign-error';
import { show } from './show';
import { detail, numbered } from './text';

/** The topic of a line: a heading of docs/troubleshooting.md. */
export type Topic = Fault['type'] | 'failed' | 'timeout' | 'option' | 'unused' | 'on' | 'closed';

/** Text that may be a token, wherever it comes from: a query, or a run of letters and digits as long as a token. */
const SECRET = /\?[^\s?]*=\S*|[\w~-]{32,}/g;

export function withoutSecrets(text: string): string {
  return text.replace(SECRET, '…');
}

/** The text of an error, and of the error in it that a function of the application threw. */
export function errorText(error: GatewaySocketError): string {
  const { name, kind, message } = error;
  const cause = isConfigError(error) && error.cause !== undefined ? foreignText(error.cause) : '';
  return `${name} (${kind}): ${message}${message.includes(cause) ? '' : ` (${cause})`}`;
}

/** The text for an error frame of the gateway. */
export function refusalText(message: string): string {
  const why = isForbidden(message)
    ? numbered`the API has no route for its action, and no $default.`
    : numbered`the backend failed, or could not be reached.`;
  return `${detail`a message was answered with "${readable(message)}": `}${why}`;
}

function isForbidden(message: string): boolean {
  return message === 'Forbidden';
}

/** The kind of a fault: only the first fault of each kind is printed. */
export function kindOf(fault: Fault): string {
  if ('reason' in fault) return fault.reason;
  if ('error' in fault) return fault.error.kind;
  // The text comes from the backend, which may use any number of different texts.
  return 'message' in fault && isForbidden(fault.message) ? fault.message : '';
}

/** The meaning of a fault, without the frame or the parameters of a message. */
export function hintOf(fault: Fault): string {
  switch (fault.type) {
    case 'token':
    case 'config':
      return errorText(fault.error);
    case 'refused':
    case 'deaf':
      return fault.hint;
    case 'gateway-error':
      return refusalText(fault.message);
    case 'invalid-message':
      return `${numbered`a frame is not valid`} (${fault.reason})${fault.reason === 'no-type' ? detail`: set typeKey or typeOf` : ''}${MORE}`;
    case 'undelivered':
      return `${show(fault.name)} ${numbered`was not delivered`} (${fault.reason})${MORE}`;
  }
}

const MORE = detail`. Subscribe to faults$ to see each of them.`;
