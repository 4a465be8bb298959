import type { Observable } from 'rxjs';
import { gatewaySocket, type GatewaySocket, type MessageOf } from '../../lib';
import type { Chat, Empty, Inbound, Outbound, Toast } from './maps';
import { isA, same, use } from './same';

type Emitted<Stream$> = Stream$ extends Observable<infer T> ? T : never;

export function onNarrowsToItsTypes(socket: GatewaySocket<Inbound, Outbound>) {
  const toast$ = socket.on('toast');
  same<Emitted<typeof toast$>, Toast>();
  const both$ = socket.on('toast', 'chat_message');
  same<Emitted<typeof both$>, Toast | Chat>();
  const empty$ = socket.on('');
  same<Emitted<typeof empty$>, Empty>();
  return [toast$, both$, empty$];
}

export function onRefusesAnotherName(socket: GatewaySocket<Inbound, Outbound>, name: string) {
  return [
    // @ts-expect-error: no such type
    socket.on('toasts'),
    // @ts-expect-error: the second is none
    socket.on('toast', 'toasts'),
    // @ts-expect-error: that is an outbound one
    socket.on('fetch_history'),
    // @ts-expect-error: at least one type
    socket.on(),
    // @ts-expect-error: any text is too much
    socket.on(name),
  ];
}

export function whatAMessageLacksIsAnError(socket: GatewaySocket<Inbound, Outbound>) {
  return socket.on('toast').subscribe((toast) => {
    // @ts-expect-error: a toast has no username
    use(toast.username);
    // @ts-expect-error: the type is not the message's to change
    toast.type = 'toast';
  });
}

export function messagesAreAUnionThatNarrows(socket: GatewaySocket<Inbound, Outbound>) {
  same<Emitted<typeof socket.messages$>, Toast | Chat | Empty>();
  return socket.messages$.subscribe((message) => {
    // @ts-expect-error: not every message has one
    use(message.level);
    switch (message.type) {
      case 'toast':
        isA<Toast>()(message);
        break;
      case 'chat_message':
        isA<Chat>()(message);
        break;
      case '':
        isA<Empty>()(message);
        break;
      default:
        isA<never>()(message);
    }
  });
}

export function aSwitchOverAnotherNameIsAnError(socket: GatewaySocket<Inbound, Outbound>) {
  return socket.messages$.subscribe((message) => {
    // @ts-expect-error: no message has this type
    if (message.type === 'toasts') return;
  });
}

export function typeKeyChangesTheDiscriminant() {
  const socket = gatewaySocket<Inbound, Outbound, 'kind'>({ url: 'wss://ws.example.com', typeKey: 'kind' });
  same<typeof socket, GatewaySocket<Inbound, Outbound, 'kind'>>();
  return socket.messages$.subscribe((message) => {
    if (message.kind === 'toast') isA<'success' | 'error'>()(message.level);
    // @ts-expect-error: `kind` tells the messages apart, not `type`
    use(message.type);
  });
}

export function typeKeyIsTakenAsALiteral() {
  const untyped = gatewaySocket({ url: 'wss://ws.example.com', typeKey: 'kind' });
  // @ts-expect-error: not the key that was named
  gatewaySocket<Inbound, Outbound, 'kind'>({ url: 'wss://ws.example.com', typeKey: 'type' });
  return untyped.messages$.subscribe((message) => {
    isA<string>()(message.kind);
  });
}

export function withoutMapsEveryNameIsOne() {
  const socket = gatewaySocket({ url: 'wss://ws.example.com' });
  socket.send('anything', { goes: [1] });
  socket.send('anything');
  return socket.on('anything').subscribe((message) => {
    isA<'anything'>()(message.type);
    isA<unknown>()(message.goes);
  });
}

export function messageOfIsThatOfOn() {
  same<MessageOf<Inbound>, Toast | Chat | Empty>();
  same<MessageOf<Inbound, 'toast'>, Toast>();
  same<MessageOf<Inbound, 'toast', 'kind'>, Omit<Toast, 'type'> & { readonly kind: 'toast' }>();
  // @ts-expect-error: no such type
  same<MessageOf<Inbound, 'toasts'>, never>();
}
