import { Subject } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

/** The least that rxjs allows: a bare `webSocket()` that feeds a `Map` of subjects. */
export const rxjsMap: Contender = {
  protocol: 'json',
  connect: (url, listeners, open) => {
    const opened = new Subject<unknown>();
    opened.subscribe(open);
    const subject = webSocket<unknown>({ url, WebSocketCtor: WebSocket as never, openObserver: opened });
    const streams = new Map<string, Subject<unknown>>();
    for (const [type, listener] of listeners) {
      const stream = new Subject<unknown>();
      stream.subscribe(listener);
      streams.set(type, stream);
    }
    subject.subscribe((message) => streams.get((message as { readonly type: string }).type)?.next(message));
    return { send: (bench, text) => subject.next({ action: 'bench', bench, text }) };
  },
};
