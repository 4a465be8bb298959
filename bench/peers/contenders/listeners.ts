/** What the two reconnecting sockets have in common with each other and with a WebSocket. */
export interface ListenedTo {
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/**
 * A listener for each type, as there is no other way to have one. Each event is parsed once and not once a listener: an
 * application with a thousand of them would not be that careless.
 */
export function listen(
  socket: ListenedTo,
  types: readonly string[],
  received: (message: unknown) => void,
  open: () => void,
): void {
  let last: unknown;
  let parsed: { readonly type: string } = { type: '' };
  const messageOf = (event: { readonly data: unknown }) => {
    if (event !== last) {
      last = event;
      parsed = JSON.parse(String(event.data)) as { readonly type: string };
    }
    return parsed;
  };
  socket.addEventListener('open', open);
  for (const type of types) {
    socket.addEventListener('message', (event) => {
      const message = messageOf(event);
      if (message.type === type) received(message);
    });
  }
}
