import { RxStomp, RxStompConfig } from '@stomp/rx-stomp';
import { map } from 'rxjs';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';

export const rxStomp: Contender = {
  name: 'rx-stomp',
  protocol: 'stomp',
  queues: true,
  connect: (url, types, received, open) => {
    const client = new RxStomp();
    client.configure(
      Object.assign(new RxStompConfig(), {
        webSocketFactory: () => new WebSocket(url, 'v12.stomp'),
        heartbeatIncoming: 0,
        heartbeatOutgoing: 0,
      }),
    );
    client.activate();
    for (const type of types) {
      client
        .watch({ destination: `/streams/${type}` })
        .pipe(map(({ body }): unknown => JSON.parse(body)))
        .subscribe(received);
    }
    client.connected$.subscribe(() => open());
    return {
      send: (message) => client.publish({ destination: '/bench', body: JSON.stringify(message) }),
      close: () => void client.deactivate(),
    };
  },
};
