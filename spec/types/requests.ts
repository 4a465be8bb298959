import type { Observable } from 'rxjs';
import type { GatewaySocket, RequestError } from '../../lib';
import type { Chat, Empty, Inbound, Outbound, Toast } from './maps';
import { isA, same, use } from './same';

type Emitted<Stream$> = Stream$ extends Observable<infer T> ? T : never;
type Socket = GatewaySocket<Inbound, Outbound>;

export function aReplyIsAnyMessageUnlessItsTypeIsNamed(socket: Socket) {
  const any$ = socket.request('fetch_history');
  same<Emitted<typeof any$>, Toast | Chat | Empty>();
  const chat$ = socket.request('fetch_history', {}, { reply: 'chat_message' });
  same<Emitted<typeof chat$>, Chat>();
  return [any$, chat$];
}

export function aPredicateSeesTheUnion(socket: Socket) {
  return socket
    .request('fetch_history', {}, { reply: (message) => message.type === 'toast' && message.level === 'error' })
    .subscribe((message) => isA<Toast | Chat | Empty>()(message));
}

export function paramsAreThoseOfSend(socket: Socket) {
  use(socket.request('page'));
  use(socket.request('page', { size: 7 }, { timeout: 1_000 }));
  use(socket.request('page', undefined, { reply: 'toast', action: 'route' }));
  use(socket.request('chat_message', { message: 'hi' }));
  // @ts-expect-error: they are needed
  use(socket.request('chat_message'));
  // @ts-expect-error: of another type
  use(socket.request('chat_message', { message: 7 }));
  // @ts-expect-error: no such message
  use(socket.request('chat', {}));
}

export function keysThatAreReservedAreNoParams(socket: Socket, untyped: GatewaySocket) {
  // @ts-expect-error: it would choose the route
  use(socket.request('chat_message', { message: 'hi', action: 'admin' }));
  // @ts-expect-error: the reply is found by it
  use(socket.request('chat_message', { message: 'hi', request_id: '1' }));
  // @ts-expect-error: the reply is found by it
  use(untyped.request('anything', { request_id: '1' }));
  untyped.send('anything', { request_id: '1' });
}

export function otherOptionsAreErrors(socket: Socket) {
  // @ts-expect-error: no such type
  use(socket.request('page', {}, { reply: 'toasts' }));
  // @ts-expect-error: that is an outbound one
  use(socket.request('page', {}, { reply: 'fetch_history' }));
  // @ts-expect-error: of another type
  use(socket.request('page', {}, { timeout: '1s' }));
  // @ts-expect-error: no message has this type
  use(socket.request('page', {}, { reply: (message) => message.type === 'toasts' }));
}

export function anErrorNarrowsByItsKind(error: RequestError) {
  isA<'timeout' | 'lost' | 'rejected'>()(error.kind);
}
