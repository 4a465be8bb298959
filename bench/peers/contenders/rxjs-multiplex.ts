import { Subject } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

/** `multiplex()`: a message to the server for each stream, and a predicate for each message. */
export const rxjsMultiplex: Contender = {
  protocol: 'json',
  connect: (url, listeners, open) => {
    const opened = new Subject<unknown>();
    opened.subscribe(open);
    const subject = webSocket<unknown>({ url, WebSocketCtor: WebSocket as never, openObserver: opened });
    for (const [type, listener] of listeners) {
      subject
        .multiplex(
          () => ({ subscribe: type }),
          () => ({ unsubscribe: type }),
          (message) => (message as { readonly type: string }).type === type,
        )
        .subscribe(listener);
    }
    return { send: (bench, text) => subject.next({ action: 'bench', bench, text }) };
  },
};
