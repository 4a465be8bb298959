import { io } from 'socket.io-client';
import type { Contender } from '../contender';

export const socketIo: Contender = {
  name: 'socket.io',
  protocol: 'socket.io',
  queues: true,
  connect: (url, types, received, open) => {
    const socket = io(url.replace(/^ws/, 'http'), { transports: ['websocket'] });
    for (const type of types) socket.on(type, received);
    socket.on('connect', open);
    return { send: (message) => socket.emit('bench', message), close: () => socket.disconnect() };
  },
};
