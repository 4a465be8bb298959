import type { SocketEvent } from './events';
import type { ConnectionStatus, Underway } from './status';

/** The status after an event: the whole state machine of the status, one row for each event. */
export function nextStatus(current: ConnectionStatus, event: SocketEvent): ConnectionStatus {
  if (current.state === 'closed') return current;
  switch (event.type) {
    case 'token':
      return underway(current, { state: 'authorizing', attempt: event.attempt });
    case 'connecting':
      return underway(current, { state: 'connecting', attempt: event.attempt });
    case 'open': {
      const { at, rotated, channel } = event;
      const stays = rotated && current.state === 'open';
      if (stays && current.channel === channel) return current;
      return { state: 'open', since: stays ? current.since : at, ...(channel !== undefined && { channel }) };
    }
    case 'waiting': {
      const { reason, attempt, delay, until, cause } = event;
      return { state: 'waiting', reason, attempt, delay, until, ...(cause && { cause }) };
    }
    case 'failed':
      return { state: 'failed', cause: event.error };
    case 'idle':
      return { state: 'idle' };
    case 'closed':
      return { state: 'closed' };
    case 'paused': {
      const { reason } = event;
      return current.state === 'paused' && current.reason === reason ? current : { state: 'paused', reason };
    }
    case 'ended':
      return event.next ?? current;
    case 'rotating':
      return current;
  }
}

/**
 * A step next to an open connection does not change the status, and neither does one that the end of the connection has
 * announced.
 */
function underway(current: ConnectionStatus, next: Underway): ConnectionStatus {
  if (current.state === 'open') return current;
  return current.state === next.state && current.attempt === next.attempt ? current : next;
}
