import { WebSocket as PartySocket } from 'partysocket';
import { WebSocket } from 'ws';
import type { Contender } from '../contender';
import { listen } from './listeners';

export const partysocket: Contender = {
  protocol: 'json',
  connect: (url, listeners, open) => {
    const socket = new PartySocket(url, [], { WebSocket });
    listen(socket, listeners, open);
    return { send: (bench, text) => socket.send(JSON.stringify({ action: 'bench', bench, text })) };
  },
};
