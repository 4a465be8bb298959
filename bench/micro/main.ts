/**
 * `npm run bench:micro`: what a frame costs between the socket and the subscriber, without any network, with 1 to 1,000
 * typed streams: decoded and routed alone, and through the whole client. Beside them the least that anybody pays,
 * `JSON.parse` and a `Map` of subjects, and a bare `webSocket()` that feeds such a `Map`. All are measured in turns, so
 * that a noisy moment meets all. Writes bench/RESULTS.md.
 */
import { measure } from 'mitata';
import { firstValueFrom, NEVER, of, Subject } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { gatewaySocket } from '../../lib/index';
import { createInbox } from '../../lib/messages/inbox';
import { createRouter } from '../../lib/messages/router';
import { frames, type Frame } from '../frames';
import { machine } from '../machine';
import { median } from '../median';
import { table, writeSection } from '../results';
import { QuietSocket } from './quiet-socket';

const STREAMS = [1, 10, 100, 1_000];
const ROUNDS = 5;

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
  const router = createRouter();
  const inbox = createInbox({ typeKey: undefined, typeOf: undefined, schemas: undefined }, () => true, NEVER);
  for (const { type } of types) router.on([type]).subscribe(received);
  return (text) =>
    inbox.receive(text, undefined, (decoded) => {
      if (decoded.type === 'message') router.route(decoded.name, decoded.message);
    });
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
  const socket = gatewaySocket({ url: 'ws://127.0.0.1', token: () => of('t'), WebSocketCtor: QuietSocket });
  for (const { type } of types) socket.on(type).subscribe(received);
  await firstValueFrom(socket.opened$, { defaultValue: undefined });
  return latest();
};

function latest(): Way {
  const socket = QuietSocket.latest;
  return (text) => socket?.deliver(text);
}

const ways: readonly (readonly [name: string, make: Make])[] = [
  ['`JSON.parse` and a `Map`', least],
  ['decode and route', decodeAndRoute],
  ['bare `webSocket` and a `Map`', bare],
  ['the whole client', wholeClient],
];

/** ns for a frame, half of the samples below it. Throws where a frame did not reach its one subscriber. */
async function nanoseconds(name: string, make: Make, types: readonly Frame[]): Promise<number> {
  let [sent, received] = [0, 0];
  const way = await make(types, () => (received += 1));
  const { p50 } = await measure(() => {
    way(types[sent % types.length]?.text ?? '');
    sent += 1;
  });
  if (received !== sent) throw new Error(`${name}: ${sent} frames, of which ${received} reached a subscriber.`);
  return p50;
}

const rows: string[][] = [];
for (const streams of STREAMS) {
  const types = frames(streams);
  const samples: number[][] = ways.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, [name, make]] of ways.entries()) samples[index]?.push(await nanoseconds(name, make, types));
  }
  const all = samples.map(median);
  const [floor = NaN, routed = NaN, bareSocket = NaN, whole = NaN] = all;
  rows.push([
    String(streams),
    ...all.map((value) => value.toFixed(0)),
    (routed / floor).toFixed(2),
    (whole / bareSocket).toFixed(2),
  ]);
}

const head = ['streams', ...ways.map(([name]) => `${name}, ns`), 'routed ÷ `Map`', 'client ÷ bare'];
const markdown = `## A frame, without a network

${machine('mitata', 'rxjs')}. ${ROUNDS} rounds in turns, medians.

${table(head, rows)}`;
console.log(markdown);
writeSection('micro', markdown);
process.exit();
