import { of, type Observable } from 'rxjs';
import { caughtUp, multiplex, type GatewaySocket } from '../../lib';
import type { Chat, Inbound, Outbound, Toast } from './maps';
import { same, use } from './same';

type Socket = GatewaySocket<Inbound, Outbound>;
type Emitted<Stream$> = Stream$ extends Observable<infer T> ? T : never;

const subscribe = { name: 'fetch_history' } as const;

export function aTopicIsNarrowedToItsTypes(socket: Socket) {
  const toast$ = multiplex(socket, { subscribe, select: 'toast' });
  same<Emitted<typeof toast$>, Toast>();
  const both$ = multiplex(socket, { subscribe, select: ['toast', 'chat_message'] });
  same<Emitted<typeof both$>, Toast | Chat>();
  const own$ = multiplex(socket, {
    subscribe,
    select: (message) => message.type === 'toast' && message.level === 'error',
  });
  same<Emitted<typeof own$>, Emitted<Socket['messages$']>>();
  use(toast$, both$, own$);
}

export function itsMessagesAreThoseOfTheMap(socket: Socket) {
  use(
    multiplex(socket, {
      subscribe: { name: 'chat_message', params: { message: 'hi' } },
      unsubscribe: () => ({ name: 'page', params: { size: 1 }, action: 'route' }),
      select: 'toast',
    }),
    // @ts-expect-error: no such message
    multiplex(socket, { subscribe: { name: 'chat_messages' }, select: 'toast' }),
    // @ts-expect-error: its parameters are required
    multiplex(socket, { subscribe: { name: 'chat_message' }, select: 'toast' }),
    // @ts-expect-error: a wrong parameter
    multiplex(socket, { subscribe: { name: 'chat_message', params: { text: 'hi' } }, select: 'toast' }),
    // @ts-expect-error: a reserved key
    multiplex(socket, { subscribe: { name: 'fetch_history', params: { handler: 'x' } }, select: 'toast' }),
    // @ts-expect-error: no such type
    multiplex(socket, { subscribe, select: 'toasts' }),
    // @ts-expect-error: one of them is none
    multiplex(socket, { subscribe, select: ['toast', 'toasts'] }),
    // @ts-expect-error: no type at all
    multiplex(socket, { subscribe, select: [] }),
  );
}

export function aSocketWithoutMapsTakesAnything(socket: GatewaySocket) {
  use(multiplex(socket, { subscribe: { name: 'watch', params: { symbol: 'ACME' } }, select: 'price' }));
}

export function caughtUpHasTheTypeOfItsHistory({ on, opened$ }: Socket, saved: Omit<Chat, 'type'>) {
  const live$ = on('chat_message');
  const lines$ = caughtUp({ live$, opened$, fetch: () => of([saved]), key: ({ message }) => message });
  same<Emitted<typeof lines$>, Omit<Chat, 'type'>>();
  const chat$ = caughtUp({ live$, opened$, fetch: () => of<Chat[]>([]), key: ({ username }) => username });
  same<Emitted<typeof chat$>, Chat>();
  use(
    lines$,
    chat$,
    // @ts-expect-error: a message has no time
    caughtUp({ live$, opened$, fetch: () => of<Chat[]>([]), key: (message) => Number(message.time) }),
    // @ts-expect-error: an object is no list
    caughtUp({ live$, opened$, fetch: () => of({ messages: [] }), key: () => 1 }),
    // @ts-expect-error: a list, and no stream of one
    caughtUp({ live$, opened$, fetch: () => [saved], key: () => 1 }),
  );
}
