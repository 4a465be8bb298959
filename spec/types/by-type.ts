import { gatewaySocket, type ByType, type GatewaySocket } from '../../lib';
import { isA, same, use } from './same';

const url = 'wss://ws.example.com';

interface Toast {
  type: 'toast';
  level: 'success' | 'error';
  message?: string;
}
/** As a generator writes a model whose type has a default, and which allows further members. */
interface Progress {
  readonly type?: 'progress';
  readonly percent: number;
  [more: string]: unknown;
}
interface Presence {
  type: 'joined' | 'left';
  username: string;
}
interface Ping {
  type: 'ping';
}

export function aUnionOfMessagesBecomesAMap() {
  same<
    ByType<Toast | Presence | Ping>,
    {
      toast: { level: 'success' | 'error'; message?: string };
      joined: { username: string };
      left: { username: string };
      ping: {};
    }
  >();
  same<ByType<Progress>, { progress: { readonly percent: number; [more: string]: unknown } }>();
}

export function twoMessagesOfOneTypeAreAUnion() {
  interface Warning {
    type: 'toast';
    hint: number;
  }
  same<ByType<Toast | Warning>['toast'], { level: 'success' | 'error'; message?: string } | { hint: number }>();
}

export function theSocketNarrowsAsWithAMapOfOnesOwn() {
  const socket = gatewaySocket<ByType<Toast | Progress | Presence | Ping>>({ url });
  socket.on('toast').subscribe(({ type, level }) => {
    isA<'toast'>()(type);
    isA<'success' | 'error'>()(level);
  });
  socket.on('left').subscribe(({ type, username }) => {
    isA<'left'>()(type);
    isA<string>()(username);
  });
  return socket.messages$.subscribe((message) => {
    if (message.type === 'progress') isA<number>()(message.percent);
    // @ts-expect-error: not every message has one
    use(message.level);
  });
}

export function outboundMessagesCanBeSent(
  socket: GatewaySocket<{}, ByType<{ action: 'say'; text: string } | { action: 'leave' }, 'action'>>,
) {
  socket.send('say', { text: 'Hello' });
  socket.send('leave');
  // @ts-expect-error: its text is missing
  socket.send('say');
  // @ts-expect-error: no such message
  socket.send('shout');
}

export function whatHasNoSuchTypeIsAnError(socket: GatewaySocket<ByType<Toast | { type: string }>>) {
  // @ts-expect-error: it has no type
  gatewaySocket<ByType<Toast | { kind: 'chat' }>>({ url });
  // @ts-expect-error: a type is a text
  gatewaySocket<ByType<Toast | { type: 7 }>>({ url });
  // @ts-expect-error: any text is no type
  use(socket.on('toast'));
  // @ts-expect-error: any text is no type
  gatewaySocket<ByType<Toast | { type: string }>>({ url });
}
