import { filter, share, Subject } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

interface Message {
  readonly type: string;
}

/** As most pages of documentation show it: one `share()`d socket, a `filter` for each stream. */
export const rxjsFilter: Contender = {
  name: 'rxjs webSocket, share + filter',
  protocol: 'json',
  queues: true,
  connect: (url, types, received, open) => {
    const opened = new Subject<unknown>();
    opened.subscribe(open);
    const subject = webSocket<unknown>({ url, WebSocketCtor: WebSocket as never, openObserver: opened });
    const messages$ = subject.pipe(share());
    for (const type of types)
      messages$.pipe(filter((message) => (message as Message).type === type)).subscribe(received);
    return { send: (message) => subject.next(message), close: () => subject.complete() };
  },
};
