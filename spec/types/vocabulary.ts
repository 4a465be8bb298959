import type { Observable } from 'rxjs';
import {
  gatewaySocket,
  type ConnectionStatus,
  type Fault,
  type SocketEvent,
  type TokenInput,
  type TokenSource,
} from '../../lib';
import { same, use } from './same';

export function aStatusNarrowsByItsState(status: ConnectionStatus) {
  // @ts-expect-error: not every state knows it
  use(status.attempt);
  if (status.state === 'waiting') same<typeof status.reason, 'backoff' | 'budget' | 'rate-limited'>();
  // @ts-expect-error: no such state
  return status.state === 'reconnecting';
}

export function eventsAndFaultsNarrowByTheirType(event: SocketEvent, fault: Fault) {
  if (event.type === 'open') same<typeof event.downtime, number>();
  if (fault.type === 'undelivered') same<typeof fault.params, object>();
  // @ts-expect-error: no such event
  if (event.type === 'opened') return;
  // @ts-expect-error: no such fault
  if (fault.type === 'error') return;
}

export function aTokenComesFromWhatCanBeAskedAgain(request$: Observable<{ token: string; expires_in: number }>) {
  const sources: TokenSource[] = [
    request$,
    () => request$,
    () => fetch('/').then((response) => response.json() as Promise<TokenInput>),
    async ({ attempt, channel = '' }) => Promise.resolve({ token: `${channel}${attempt}` }),
  ];
  return [
    sources,
    // @ts-expect-error: a Promise has one token for every connection
    () => gatewaySocket({ url: 'wss://h', token: Promise.resolve('token') }),
    // @ts-expect-error: so has a text
    () => gatewaySocket({ url: 'wss://h', token: 'token' }),
  ];
}

export function wrongOptionsAreErrors() {
  return [
    // @ts-expect-error: there is no socket without a URL
    () => gatewaySocket({}),
    // @ts-expect-error: no such option
    () => gatewaySocket({ url: 'wss://h', reconnectDelay: 3_000 }),
    // @ts-expect-error: of another type
    () => gatewaySocket({ url: 'wss://h', linger: '5s' }),
    // @ts-expect-error: no such policy
    () => gatewaySocket({ url: 'wss://h', outbox: { overflow: 'drop-newest' } }),
    // @ts-expect-error: true is no limit
    () => gatewaySocket({ url: 'wss://h', limits: true }),
  ];
}
