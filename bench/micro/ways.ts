import { measure } from 'mitata';
import { firstValueFrom, Observable, of, Subject } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { gatewaySocket } from '../../lib/index';
import { Inbox } from '../../lib/messages/inbox';
import { Router } from '../../lib/messages/router';
import type { Frame } from '../frames';
import { QuietSocket } from './quiet-socket';

/** Takes a frame from its text to the subscriber of its type. */
type Way = (text: string) => void;
type Make = (types: readonly Frame[], received: () => void) => Way | Promise<Way>;

function subjects(types: readonly Frame[], received: () => void): ReadonlyMap<string, Subject<unknown>> {
  const streams = new Map(types.map(({ type }) => [type, new Subject<unknown>()]));
  for (const stream of streams.values()) stream.subscribe(received);
  return streams;
}

const typeOf = (message: unknown): string => (message as { readonly type: string }).type;

const least: Make = (types, received) => {
  const streams = subjects(types, received);
  return (text) => {
    const message: unknown = JSON.parse(text);
    streams.get(typeOf(message))?.next(message);
  };
};

const decodeAndRoute: Make = (types, received) => {
  const router = new Router();
  const inbox = new Inbox({ typeKey: undefined, typeOf: undefined, schemas: undefined }, () => true);
  for (const { type } of types)
    new Observable<unknown>((subscriber) => router.add([type], subscriber)).subscribe(received);
  const receiver = { message: router.route.bind(router), fault: () => undefined };
  return (text) => inbox.receive(text, receiver, undefined);
};

const bare: Make = async (types, received) => {
  const streams = subjects(types, received);
  const opened = new Subject<unknown>();
  const open = firstValueFrom(opened, { defaultValue: undefined });
  webSocket<unknown>({ url: 'ws://127.0.0.1', WebSocketCtor: QuietSocket as never, openObserver: opened }).subscribe(
    (message) => streams.get(typeOf(message))?.next(message),
  );
  await open;
  return latest();
};

const wholeClient: Make = async (types, received) => {
  const socket = gatewaySocket({ url: 'ws://127.0.0.1', token: () => of('t'), WebSocketCtor: QuietSocket, log: false });
  for (const { type } of types) socket.on(type).subscribe(received);
  await firstValueFrom(socket.opened$, { defaultValue: undefined });
  return latest();
};

function latest(): Way {
  const socket = QuietSocket.latest;
  return (text) => socket?.deliver(text);
}

/** From the least that anybody pays to all that a client does. */
export const ways: readonly (readonly [name: string, make: Make])[] = [
  ['`JSON.parse` and a `Map`', least],
  ['decode and route', decodeAndRoute],
  ['bare `webSocket` and a `Map`', bare],
  ['the whole client', wholeClient],
];

/** ns for a frame, half of the samples below it. Throws where a frame did not reach its one subscriber. */
export async function nanoseconds(name: string, make: Make, types: readonly Frame[]): Promise<number> {
  let [sent, received] = [0, 0];
  const way = await make(types, () => (received += 1));
  const { p50 } = await measure(() => {
    way(types[sent % types.length]?.text ?? '');
    sent += 1;
  });
  if (received !== sent) throw new Error(`${name}: ${sent} frames, of which ${received} reached a subscriber.`);
  return p50;
}
