import { RxStomp, RxStompConfig } from '@stomp/rx-stomp';
import { map } from 'rxjs';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

/** A destination for each type. */
export const rxStomp: Contender = {
  protocol: 'stomp',
  connect: (url, listeners, open) => {
    const client = new RxStomp();
    client.configure(
      Object.assign(new RxStompConfig(), {
        webSocketFactory: () => new WebSocket(url, 'v12.stomp'),
        heartbeatIncoming: 0,
        heartbeatOutgoing: 0,
      }),
    );
    client.activate();
    for (const [type, listener] of listeners) {
      client
        .watch({ destination: `/streams/${type}` })
        .pipe(map(({ body }): unknown => JSON.parse(body)))
        .subscribe(listener);
    }
    client.connected$.subscribe(() => open());
    return {
      send: (bench, text) =>
        client.publish({ destination: '/bench', body: JSON.stringify({ action: 'bench', bench, text }) }),
    };
  },
};
