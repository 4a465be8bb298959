import type { Listener } from '../contender';

/** What the two reconnecting sockets have in common with each other and with a WebSocket. */
interface ListenedTo {
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/**
 * A listener for each type, as there is no other way to have one. A frame is parsed once and not once a listener: an
 * application with a thousand of them would not be that careless.
 */
export function listen(socket: ListenedTo, listeners: ReadonlyMap<string, Listener>, open: () => void): void {
  let message: { readonly type: string } = { type: '' };
  socket.addEventListener('open', open);
  // Called first, as it is the first to be added.
  socket.addEventListener('message', ({ data }) => {
    message = JSON.parse(String(data)) as { readonly type: string };
  });
  for (const [type, listener] of listeners) {
    socket.addEventListener('message', () => {
      if (message.type === type) listener(message);
    });
  }
}
