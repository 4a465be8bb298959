import { WebSocket } from 'ws';
import type { Contender } from '../contender';

/** The limit: the socket alone, as a browser has it too, `JSON.parse`, a `Map`, and an array for what waits. */
export const raw: Contender = {
  protocol: 'json',
  connect: (url, listeners, open) => {
    const waiting: string[] = [];
    const socket = new WebSocket(url);
    socket.onopen = () => {
      for (const text of waiting.splice(0)) socket.send(text);
      open();
    };
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data as string) as { readonly type: string };
      listeners.get(message.type)?.(message);
    };
    return {
      send: (bench, text) => {
        const written = JSON.stringify({ action: 'bench', bench, text });
        if (socket.readyState === WebSocket.OPEN) socket.send(written);
        else waiting.push(written);
      },
    };
  },
};
