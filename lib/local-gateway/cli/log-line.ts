import pc from 'picocolors';
import type { GatewayEvent } from '../gateway-event';
import { printable } from '../printable';

export type Colors = ReturnType<typeof pc.createColors>;

/** Whether an event is one that is not visible with the real gateway. */
export function isTrouble(event: GatewayEvent): boolean {
  switch (event.type) {
    case 'refused':
    case 'failed':
    case 'error-frame':
    case 'fault':
      return true;
    case 'answered':
      // A redirect is one too: a login page instead of a handler's answer is the most common silent failure.
      return event.status >= 300;
    case 'management':
    case 'token':
      return event.status >= 400;
    default:
      return false;
  }
}

/** One event as one line of printable text. */
export function logLine(happened: GatewayEvent, colors: Colors): string {
  const event = inPrint(happened);
  const time = new Date(event.at).toISOString().slice(11, 23);
  const id = 'connectionId' in event && event.connectionId !== undefined ? event.connectionId : '-'.repeat(16);
  const [word, text] = wordsOf(event, colors);
  const line = `${word.padEnd(11)} ${text}`;
  return `${colors.dim(time)} ${colors.cyan(id)} ${isTrouble(event) ? colors.bold(colors.red(line)) : line}`;
}

function wordsOf(event: GatewayEvent, colors: Colors): readonly [string, string] {
  switch (event.type) {
    case 'token':
      return ['token', `${event.status} ${event.reason}`];
    case 'connecting':
      return ['connecting', `from ${event.sourceIp} to ${event.path}`];
    case 'connected':
      return ['open', `channel ${event.channel}`];
    case 'refused':
      return ['REFUSED', `${event.status} ${event.reason}`];
    case 'received':
      return ['<-', `${event.route ?? 'no route'} ${colors.dim(`${event.bytes} B`)} ${event.text}`];
    case 'sent':
      return ['->', `${colors.dim(`${event.bytes} B`)} ${event.text}`];
    case 'answered': {
      const trouble = event.status >= 300 ? '; the client sees nothing of it' : '';
      const hidden = event.call === 'message' ? trouble : '';
      const took = `${event.milliseconds.toFixed(0)} ms`;
      return ['backend', `${event.call} ${event.status} in ${took} ${event.body}${hidden}`];
    }
    case 'failed':
      return ['BACKEND', `${event.call} failed: ${event.reason}`];
    case 'error-frame':
      return ['ERROR FRAME', event.message];
    case 'closed':
      return ['closed', `${event.code} ${event.reason}`.trimEnd()];
    case 'management':
      return ['@connect.', `${event.method} ${event.status}`];
    case 'fault':
      return ['FAULT', event.verb];
  }
}

/** The title of an HTML page, such as Django's debug page, whose first characters are the same for every error. */
function withTitle(body: string): string {
  const title = /<title[^>]{0,100}>([^<]{1,200})/i.exec(body.slice(0, 2_000))?.[1];
  return title === undefined ? body : `${title.trim()}: ${body}`;
}

/** Makes all texts of an event safe for a terminal, wherever they came from. */
function inPrint(event: GatewayEvent): GatewayEvent {
  const entries = Object.entries(event).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? printable(name === 'body' || name === 'reason' ? withTitle(value) : value) : value,
  ]);
  // The same names, with texts for texts. `type` is a name of this package and does not change.
  return Object.fromEntries(entries) as GatewayEvent;
}
