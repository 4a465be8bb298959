import type { GatewaySocket } from '../../lib';
import type { Inbound, Outbound } from './maps';
import { isA } from './same';

type Socket = GatewaySocket<Inbound, Outbound>;

export function sendTakesWhatTheMapSays(socket: Socket) {
  isA<'sent' | 'queued' | 'dropped'>()(socket.send('chat_message', { message: 'hi' }));
  socket.send('chat_message', { message: 'hi', to: 'ann' }, { action: 'route' });
  socket.send('chat_message', { message: 'hi' }, { volatile: true });
}

export function paramsMayBeLeftOutWhereNoneIsNeeded(socket: Socket) {
  socket.send('fetch_history');
  socket.send('fetch_history', {});
  socket.send('fetch_history', undefined, { action: 'route' });
  socket.send('page');
  socket.send('page', { size: 7 });
}

export function anotherNameIsAnError(socket: Socket, name: keyof Outbound | 'chat') {
  // @ts-expect-error: no such message
  socket.send('chat', { message: 'hi' });
  // @ts-expect-error: that is an inbound one
  socket.send('toast', { level: 'success', message: 'hi' });
  // @ts-expect-error: one of them is none
  socket.send(name, { message: 'hi' });
}

export function otherParamsAreAnError(socket: Socket) {
  // @ts-expect-error: they are needed
  socket.send('chat_message');
  // @ts-expect-error: one is missing
  socket.send('chat_message', {});
  // @ts-expect-error: of another type
  socket.send('chat_message', { message: 7 });
  // @ts-expect-error: one too many
  socket.send('chat_message', { message: 'hi', size: 7 });
  // @ts-expect-error: none is taken
  socket.send('fetch_history', { size: 7 });
  // @ts-expect-error: there is none of these
  socket.send('chat_message', undefined);
  // @ts-expect-error: undefined is not a left-out param
  socket.send('chat_message', { message: 'hi', to: undefined });
}

export function theKeyThatRoutesIsNoParam(socket: Socket, untyped: GatewaySocket) {
  // @ts-expect-error: it would choose the route
  socket.send('chat_message', { message: 'hi', action: 'admin' });
  // @ts-expect-error: it would choose the route
  socket.send('fetch_history', { action: 'admin' });
  // @ts-expect-error: it would choose the route
  untyped.send('anything', { action: 'admin' });
  // @ts-expect-error: it would choose the handler, with a route and without
  socket.send('chat_message', { message: 'hi', handler: 'delete_account' });
  // @ts-expect-error: it would choose the handler
  socket.send('fetch_history', { handler: 'delete_account' });
  // @ts-expect-error: it would choose the handler
  untyped.send('anything', { handler: 'delete_account' });
  // @ts-expect-error: it would choose the handler
  void untyped.request('anything', { handler: 'delete_account' });
}

export function aMapThatDeclaresTheKeyCannotBeSent(socket: GatewaySocket<{}, { bad: { action: string } }>) {
  // @ts-expect-error: it would choose the route
  socket.send('bad', { action: 'admin' });
}

export function aMapThatDeclaresTheHandlerCannotBeSent(socket: GatewaySocket<{}, { bad: { handler: string } }>) {
  // @ts-expect-error: it would choose the handler
  socket.send('bad', { handler: 'admin' });
}

export function aLeftOutOptionMayBeUndefined(socket: Socket, action: string | undefined, timeout: number | undefined) {
  socket.send('page', {}, { action });
  return socket.request('page', {}, { action, timeout, reply: undefined });
}

export function otherOptionsAreAnError(socket: Socket) {
  // @ts-expect-error: of another type
  socket.send('page', {}, { action: 7 });
  // @ts-expect-error: of another type
  socket.send('page', {}, { volatile: 1 });
  // @ts-expect-error: no such option
  socket.send('page', {}, { route: 'admin' });
  // @ts-expect-error: a request waits for its connection
  return socket.request('page', {}, { volatile: true });
}
