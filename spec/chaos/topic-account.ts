import type { Observable, Subscription } from 'rxjs';
import { multiplex, type GatewaySocket } from '../../lib';
import type { Host } from '../../lib/host';
import type { BackendSocket, VirtualBackend } from '../support/virtual-backend';
import type { Inbound, Outbound } from './world';

/** A topic of the client, and the connections that the backend has subscribed to it. */
export class TopicAccount {
  readonly #topic$: Observable<Inbound['topic']>;
  readonly #delivered: string[] = [];

  constructor(
    socket: GatewaySocket<Inbound, Outbound>,
    private readonly backend: VirtualBackend,
    host: Host,
  ) {
    const [subscribe, unsubscribe] = [{ name: 'watch' }, { name: 'unwatch' }] as const;
    this.#topic$ = multiplex(socket, { subscribe, unsubscribe, select: 'topic' }, host);
  }

  subscribe(): Subscription {
    return this.#topic$.subscribe({ next: ({ text }) => this.#delivered.push(text), error: () => undefined });
  }

  /** The backend sends to the topic while all is well; the result is what should not have been. */
  wrongs(): readonly string[] {
    const text = `topic ${this.#delivered.length}`;
    for (const socket of this.#subscribed())
      if (socket.readyState === 1 && !socket.frozen) socket.deliver(JSON.stringify({ type: 'topic', text }));
    const times = this.#delivered.filter((one) => one === text).length;
    return times === 1 ? [] : [`what was sent to the topic was delivered ${times} times`];
  }

  #subscribed(): ReadonlySet<BackendSocket> {
    const subscribed = new Set<BackendSocket>();
    for (const { text, socket, fate } of this.backend.written) {
      if (fate !== 'handled') continue;
      const { action } = JSON.parse(text) as { readonly action: string };
      if (action === 'watch') subscribed.add(socket);
      else if (action === 'unwatch') subscribed.delete(socket);
    }
    return subscribed;
  }
}
