import { Observable } from 'rxjs';
import { assemble } from '../../../lib/gateway-socket';
import type { TokenInput } from '../../../lib/index';
import { socketsFrom } from '../../../spec/support/fake-socket';
import type { Policy, Surroundings } from './policy';

/**
 * Whole clients of this package, as `gatewaySocket()` makes them, with nothing from outside but time and chance. They
 * hear something every few minutes, so that none is replaced for its idle limit.
 */
export const wholeClients: Policy = {
  name: 'rx-gateway-socket, whole clients',
  start: (client, surroundings) => {
    const { host, gateway } = surroundings;
    const config = {
      url: 'wss://ws.example.com',
      log: false as const,
      token: tokenOf(client, surroundings),
      WebSocketCtor: socketsFrom((url) => gateway.connect(TOKEN.exec(url)?.[1] ?? '')),
      environment: false as const,
      limits: { idle: Infinity },
    };
    assemble(config, host).connect();
  },
};

function tokenOf(client: number, { tokens }: Surroundings): Observable<TokenInput> {
  return new Observable((subscriber) => {
    tokens.request(client, (answer) => {
      if (answer.status === 200) subscriber.next({ token: answer.token, expires_in: 60 });
      else subscriber.error(answer);
    });
  });
}

/** Which client a socket is for, its token tells. */
const TOKEN = /[?&]ws_token=([^&]+)/;
