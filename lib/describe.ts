import type { GatewaySocketError } from './errors';
import type { Fault, InvalidReason, RotationReason, SocketEvent, UndeliveredReason } from './events';
import { errorText, refusalText, withoutSecrets } from './log-lines';
import { show } from './show';
import type { ConnectionStatus, PausedReason } from './status';

/**
 * One line of plain English for an event, a fault, a status or an error, for a console or a breadcrumb. It contains no
 * token and no content of a message.
 *
 * @example
 * socket.events$.subscribe((event) => console.info(describe(event)));
 */
export function describe(what: SocketEvent | Fault | ConnectionStatus | GatewaySocketError): string {
  const text = withoutSecrets(textOf(what)).replace(/\s+/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function textOf(what: SocketEvent | Fault | ConnectionStatus | GatewaySocketError): string {
  if ('state' in what) return statusText(what);
  if ('at' in what) return eventText(what);
  // Other faults have a `message` as well.
  return 'type' in what ? faultText(what) : errorText(what);
}

function statusText(status: ConnectionStatus): string {
  switch (status.state) {
    case 'idle':
      return 'idle: nothing uses the connection.';
    case 'authorizing':
      return `fetching a token (attempt ${status.attempt}).`;
    case 'connecting':
      return `connecting (attempt ${status.attempt}).`;
    case 'open':
      return `open${on(status.channel)} since ${new Date(status.since).toISOString()}.`;
    case 'waiting':
      return waitText(status);
    case 'paused':
      return PAUSED[status.reason];
    case 'failed':
      return failedText(status.cause);
    case 'closed':
      return 'closed for good.';
  }
}

function eventText(event: SocketEvent): string {
  switch (event.type) {
    case 'token':
      return `fetching a token (attempt ${event.attempt}).`;
    case 'connecting':
      return `connecting${to(event.channel)} (attempt ${event.attempt}).`;
    case 'open':
      return openText(event);
    case 'ended':
      return event.error.message + (event.next ? ' The attempt that is already under way continues.' : '');
    case 'waiting':
      return waitText(event);
    case 'paused':
      return PAUSED[event.reason];
    case 'rotating':
      return `replacing the open connection: ${ROTATING[event.why]}.`;
    case 'failed':
      return failedText(event.error);
    case 'idle':
      return 'the connection was closed, because nothing uses it any more.';
    case 'closed':
      return 'closed for good by close().';
  }
}

function faultText(fault: Fault): string {
  switch (fault.type) {
    case 'invalid-message':
      return `a frame is not a valid message: ${INVALID[fault.reason]}${fault.reason === 'schema' ? at(fault.issues) : ''}.`;
    case 'gateway-error':
      return refusalText(fault.message);
    case 'token':
    case 'config':
      return errorText(fault.error);
    case 'refused':
      return `${fault.attempts} handshakes in a row were refused. ${fault.hint}`;
    case 'deaf':
      return fault.hint;
    case 'undelivered':
      return `${show(fault.name)} ${UNDELIVERED[fault.reason]}.`;
  }
}

const PAUSED: Readonly<Record<PausedReason, string>> = {
  offline: 'paused: the network is offline.',
  suspended: 'paused: the page is suspended.',
};

const ROTATING: Readonly<Record<RotationReason, string>> = {
  age: 'the server closes it soon, because of its age',
  idle: 'the server closes it soon, because it is idle',
  join: 'another channel was joined',
  reconnect: 'reconnect() was called',
  wake: 'it may be dead after a sleep or a network change',
};

const INVALID: Readonly<Record<InvalidReason, string>> = {
  'not-json': 'it is not JSON',
  'not-an-object': 'it is JSON, but not an object',
  'no-type': 'it has no type',
  binary: 'it is binary',
  schema: 'its schema refuses it',
};

const UNDELIVERED: Readonly<Record<UndeliveredReason, string>> = {
  expired: 'was not delivered: it waited longer than outbox.ttl',
  overflow: 'was not delivered: the outbox was full',
  closed: 'was not delivered: it was still queued when close() was called',
  failed: 'was not delivered: it was still queued when the connection failed for good',
  'too-large': 'was not delivered: the gateway closed the connection because it was too large',
  unconfirmed: 'may not have been delivered: its connection was lost before that was certain',
};

type Opening = Extract<SocketEvent, { readonly type: 'open' }>;

function openText({ count, channel, reconnected, rotated, downtime }: Opening): string {
  const before = rotated
    ? ', and has replaced the previous one without a gap'
    : reconnected
      ? `, after ${seconds(downtime)} without a connection`
      : '';
  return `connection ${count} is open${on(channel)}${before}.`;
}

type Wait = Extract<ConnectionStatus, { readonly state: 'waiting' }>;

function waitText({ reason, attempt, delay, cause }: Pick<Wait, 'reason' | 'attempt' | 'delay' | 'cause'>): string {
  const why = {
    backoff: cause ? cause.message : 'the last attempt failed.',
    budget: 'attemptsPerMinute is used up.',
    'rate-limited': 'the backend asks for a pause between tokens.',
  }[reason];
  return `waiting ${seconds(delay)} before attempt ${attempt}: ${why}`;
}

function failedText(error: GatewaySocketError): string {
  return `failed, and not tried again: ${errorText(error)}`;
}

function on(channel: string | undefined): string {
  return channel === undefined ? '' : ` on channel ${show(channel)}`;
}

function to(channel: string | undefined): string {
  return channel === undefined ? '' : ` to channel ${show(channel)}`;
}

/** Where in a message the first issue is. The text of an issue may quote the message. */
function at(issues: Extract<Fault, { readonly reason: 'schema' }>['issues']): string {
  const path = issues[0]?.path ?? [];
  return path.length > 0 ? ` at ${show(path.join('.'))}` : '';
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
