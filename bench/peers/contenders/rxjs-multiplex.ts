import { merge, Subject } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

interface Message {
  readonly type: string;
}

/** `multiplex()`: a message to the server for each stream, and a predicate for each message. */
export const rxjsMultiplex: Contender = {
  name: 'rxjs webSocket, multiplex',
  protocol: 'json',
  queues: true,
  connect: (url, types, received, open) => {
    const opened = new Subject<unknown>();
    opened.subscribe(open);
    const subject = webSocket<unknown>({ url, WebSocketCtor: WebSocket as never, openObserver: opened });
    const streams = types.map((type) =>
      subject.multiplex(
        () => ({ subscribe: type }),
        () => ({ unsubscribe: type }),
        (message) => (message as Message).type === type,
      ),
    );
    merge(...streams).subscribe(received);
    return { send: (message) => subject.next(message), close: () => subject.complete() };
  },
};
