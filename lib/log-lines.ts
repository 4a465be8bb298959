import { isConfigError, type GatewaySocketError } from './errors';
import type { Fault } from './events';
import { foreignText, readable } from './foreign-error';
import { show } from './show';
import { detail, numbered } from './text';

/** What a line is about: a heading of docs/troubleshooting.md. */
export type Topic = Fault['type'] | 'failed' | 'timeout' | 'option' | 'unused' | 'on' | 'closed';

/** What may be a token, wherever it comes from: a query, or a run of letters and digits as long as a token. */
const SECRET = /\?[^\s?]*=\S*|[\w~-]{32,}/g;

export function withoutSecrets(text: string): string {
  return text.replace(SECRET, '…');
}

/** An error of ours, and what a function of the application threw. */
export function errorText(error: GatewaySocketError): string {
  const { name, kind, message } = error;
  const cause = isConfigError(error) && error.cause !== undefined ? foreignText(error.cause) : '';
  return `${name} (${kind}): ${message}${message.includes(cause) ? '' : ` (${cause})`}`;
}

/** An error frame of the gateway. */
export function refusalText(message: string): string {
  const why = isForbidden(message)
    ? numbered`the API has no route for its action, and no $default.`
    : numbered`the backend failed, or could not be reached.`;
  return `${detail`a message was answered with "${readable(message)}": `}${why}`;
}

function isForbidden(message: string): boolean {
  return message === 'Forbidden';
}

/** What distinguishes faults of one type: one of each kind is printed. */
export function kindOf(fault: Fault): string {
  if ('reason' in fault) return fault.reason;
  if ('error' in fault) return fault.error.kind;
  // The text comes from the backend, and there may be any number of them.
  return 'message' in fault && isForbidden(fault.message) ? fault.message : '';
}

/** What a fault means, without the frame or the parameters of a message. */
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
