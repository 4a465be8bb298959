import { WebSocket as PartySocket } from 'partysocket';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';
import { listen } from './listeners';

export const partysocket: Contender = {
  name: 'partysocket',
  protocol: 'json',
  queues: true,
  connect: (url, types, received, open) => {
    const socket = new PartySocket(url, [], { WebSocket });
    listen(socket, types, received, open);
    return { send: (message) => socket.send(JSON.stringify(message)), close: () => socket.close() };
  },
};
