import type { SocketEvent } from './events';
import type { ConnectionStatus } from './status';

/** The status after an event: the whole state machine of the status, one row for each event. */
export function nextStatus(current: ConnectionStatus, event: SocketEvent): ConnectionStatus {
  if (current.state === 'closed') return current;
  switch (event.type) {
    case 'token':
      return current.state === 'open' ? current : { state: 'authorizing', attempt: event.attempt };
    case 'connecting':
      return current.state === 'open' ? current : { state: 'connecting', attempt: event.attempt };
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
    case 'paused':
      return { state: 'paused', reason: event.reason };
    case 'ended':
      return event.next ?? current;
    case 'rotating':
      return current;
  }
}
