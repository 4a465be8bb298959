import { NgZone } from '@angular/core';
import { defer, type Observable } from 'rxjs';
import type { GatewaySocketConfig, TokenInput } from '../../lib';
import { gatewaySocketToken, provideGatewaySocket } from '../../lib/angular';
import { fakeSockets } from '../support/fake-socket';
import { countingTokens } from '../support/tokens';

interface Inbound {
  toast: { message: string };
  history: { lines: readonly string[] };
}

interface Outbound {
  say: { text: string };
  fetch_history: {};
}

export const Live = gatewaySocketToken<Inbound, Outbound>('live');

/** Whether each of the things that were done was done inside Angular's zone. */
export class InZone {
  readonly #seen: boolean[] = [];

  note = (): void => void this.#seen.push(NgZone.isInAngularZone());

  take(): boolean[] {
    return this.#seen.splice(0);
  }
}

/** A provider of {@link Live} whose sockets are in memory, and what it asked for. */
export function fakeLive(options: Partial<GatewaySocketConfig> = {}) {
  const { WebSocketCtor, made } = fakeSockets();
  const { token$, fetched } = countingTokens();
  const worked = new InZone();
  const noted = <T>(source$: Observable<T>) =>
    defer(() => {
      worked.note();
      return source$;
    });
  class NotedSocket extends WebSocketCtor {
    constructor(url: string) {
      super(url);
      worked.note();
    }
  }
  const provider = provideGatewaySocket(Live, () => ({
    url: 'wss://ws.example.com',
    log: false,
    token: noted<TokenInput>(token$),
    environment: false,
    WebSocketCtor: NotedSocket,
    backoff: { initial: 60_000, max: 60_000, jitter: 'none' },
    ...options,
  }));
  const current = () => made.at(-1)!;
  return {
    provider,
    made,
    fetched,
    /** Where tokens were asked for and sockets made. */
    worked,
    current,
    receive: (type: 'toast' | 'history', rest: object) => current().deliver(JSON.stringify({ type, ...rest })),
  };
}
