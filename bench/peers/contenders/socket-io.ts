import { io } from 'socket.io-client';
import type { Contender } from '../contender';

/** An event for each type, over a WebSocket from the start. */
export const socketIo: Contender = {
  protocol: 'socket.io',
  connect: (url, listeners, open) => {
    const socket = io(url.replace(/^ws/, 'http'), { transports: ['websocket'] });
    for (const [type, listener] of listeners) socket.on(type, listener);
    socket.on('connect', open);
    return { send: (bench, text) => socket.emit('bench', { action: 'bench', bench, text }) };
  },
};
