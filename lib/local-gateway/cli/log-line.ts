import pc from 'picocolors';
import type { GatewayEvent } from '../gateway-event';

export type Colors = ReturnType<typeof pc.createColors>;

/** Characters of a frame that a log line shows. */
const SHOWN_TEXT = 120;

/** Whether an event is one that the real gateway would have kept from you. */
export function isTrouble(event: GatewayEvent): boolean {
  switch (event.type) {
    case 'refused':
    case 'failed':
    case 'error-frame':
    case 'fault':
      return true;
    case 'answered':
    case 'management':
    case 'token':
      return event.status >= 400;
    default:
      return false;
  }
}

/** One event as one line. */
export function logLine(event: GatewayEvent, colors: Colors): string {
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
      return ['connecting', `from ${event.sourceIp} to ${oneLine(event.path)}`];
    case 'connected':
      return ['open', `channel ${event.channel}`];
    case 'refused':
      return ['REFUSED', `${event.status} ${oneLine(event.reason)}`];
    case 'received':
      return ['<-', `${event.route ?? 'no route'} ${colors.dim(`${event.bytes} B`)} ${oneLine(event.text)}`];
    case 'sent':
      return ['->', `${colors.dim(`${event.bytes} B`)} ${oneLine(event.text)}`];
    case 'answered': {
      const trouble = event.status >= 400 ? '; the client sees nothing of it' : '';
      const hidden = event.call === 'message' ? trouble : '';
      const took = `${event.milliseconds.toFixed(0)} ms`;
      return ['backend', `${event.call} ${event.status} in ${took} ${oneLine(event.body)}${hidden}`];
    }
    case 'failed':
      return ['BACKEND', `${event.call} failed: ${oneLine(event.reason)}`];
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

// What came from outside must not write control sequences into a terminal.
function oneLine(text: string): string {
  const plain = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return plain.length > SHOWN_TEXT ? `${plain.slice(0, SHOWN_TEXT)}…` : plain;
}
