import { filter, share, Subject } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

/** As most pages of documentation show it: one `share()`d socket, a `filter` for each stream. */
export const rxjsFilter: Contender = {
  protocol: 'json',
  connect: (url, listeners, open) => {
    const opened = new Subject<unknown>();
    opened.subscribe(open);
    const subject = webSocket<unknown>({ url, WebSocketCtor: WebSocket as never, openObserver: opened });
    const messages$ = subject.pipe(share());
    for (const [type, listener] of listeners) {
      messages$.pipe(filter((message) => (message as { readonly type: string }).type === type)).subscribe(listener);
    }
    return { send: (bench, text) => subject.next({ action: 'bench', bench, text }) };
  },
};
