import { Subject } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

interface Message {
  readonly type: string;
}

/** The least that rxjs allows: a bare `webSocket()` that feeds a `Map` of subjects. */
export const rxjsMap: Contender = {
  name: 'rxjs webSocket, Map of subjects',
  protocol: 'json',
  queues: true,
  connect: (url, types, received, open) => {
    const opened = new Subject<unknown>();
    opened.subscribe(open);
    const subject = webSocket<unknown>({ url, WebSocketCtor: WebSocket as never, openObserver: opened });
    const streams = new Map(types.map((type) => [type, new Subject<unknown>()]));
    for (const stream of streams.values()) stream.subscribe(received);
    subject.subscribe((message) => streams.get((message as Message).type)?.next(message));
    return { send: (message) => subject.next(message), close: () => subject.complete() };
  },
};
