import { asyncScheduler, of } from 'rxjs';
import { assemble } from '../../takeover/client-0.1.0';
import { contendingWith, type Socket } from './gateway-socket';

const host = { scheduler: asyncScheduler, random: () => Math.random() };

export const version010 = contendingWith((url, WebSocketCtor) => {
  const config = {
    url,
    token: () => of(String(Math.random())),
    channel: 'bench',
    outbox: { capacity: 1_000_000 },
    WebSocketCtor,
  };
  // Its declaration names what the simulation of takeovers needs of it; the whole interface is there.
  return assemble(config as never, host) as unknown as Socket;
});
