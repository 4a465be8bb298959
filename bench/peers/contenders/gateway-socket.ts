import type { Observable } from 'rxjs';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

/** What the benchmark uses of a socket. */
export interface Socket {
  readonly opened$: Observable<unknown>;
  on(type: string): Observable<object>;
  send(name: string, params: { readonly bench: number; readonly text: string }): unknown;
}

/** A version of this package, as the README shows it, with room for as many messages as the benchmark queues. */
export function contendingWith(make: (url: string, WebSocketCtor: typeof WebSocket) => Socket): Contender {
  return {
    protocol: 'json',
    connect: (url, listeners, open) => {
      const socket = make(url, WebSocket);
      for (const [type, listener] of listeners) socket.on(type).subscribe(listener);
      socket.opened$.subscribe(open);
      return { send: (bench, text) => socket.send('bench', { bench, text }) };
    },
  };
}
