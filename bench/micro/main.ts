/**
 * `npm run bench:micro`: what a frame costs between the socket and the subscriber, without any network: decoded, told
 * apart, routed to one of 1 to 1,000 streams. Beside it the least that anybody pays, `JSON.parse` and a `Map` of
 * subjects, measured in turns with it, so that a noisy moment meets both. Writes bench/RESULTS.md.
 */
import { measure } from 'mitata';
import { NEVER, Subject } from 'rxjs';
import { createInbox } from '../../lib/messages/inbox';
import { createRouter } from '../../lib/messages/router';
import { frames, type Frame } from '../frames';
import { machine } from '../machine';
import { median } from '../median';
import { table, writeSection } from '../results';

const STREAMS = [1, 10, 100, 1_000];
const ROUNDS = 5;

/** Takes a frame from its text to the subscriber of its type. */
type Way = (text: string) => void;

/** The least that anybody pays. */
function floor(types: readonly Frame[], received: () => void): Way {
  const streams = new Map(types.map(({ type }) => [type, new Subject<unknown>()]));
  for (const stream of streams.values()) stream.subscribe(received);
  return (text) => {
    const message = JSON.parse(text) as { readonly type: string };
    streams.get(message.type)?.next(message);
  };
}

function ours(types: readonly Frame[], received: () => void): Way {
  const router = createRouter();
  const inbox = createInbox({ typeKey: undefined, typeOf: undefined, schemas: undefined }, () => true, NEVER);
  for (const { type } of types) router.on([type]).subscribe(received);
  return (text) =>
    inbox.receive(text, (decoded) => {
      if (decoded.type === 'message') router.route(decoded.name, decoded.message);
    });
}

/** ns for a frame, half of the samples below it. Throws where a frame did not reach its one subscriber. */
async function nanoseconds(make: typeof ours, streams: number): Promise<number> {
  const types = frames(streams);
  let [sent, received] = [0, 0];
  const way = make(types, () => (received += 1));
  const { p50 } = await measure(() => {
    way(types[sent % streams]?.text ?? '');
    sent += 1;
  });
  if (received !== sent) throw new Error(`${make.name}: ${sent} frames, of which ${received} reached a subscriber.`);
  return p50;
}

const rows: string[][] = [];
for (const streams of STREAMS) {
  const [least, own]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    least.push(await nanoseconds(floor, streams));
    own.push(await nanoseconds(ours, streams));
  }
  const [beside, it] = [median(least), median(own)];
  rows.push([String(streams), beside.toFixed(0), it.toFixed(0), (it / beside).toFixed(2)]);
}

const head = ['streams', '`JSON.parse` and a `Map` of subjects, ns', 'decode and route, ns', 'ratio'];
const markdown = `## Decode and route, without a network

${machine('mitata', 'rxjs')}. ${ROUNDS} rounds in turns, medians.

${table(head, rows)}`;
console.log(markdown);
writeSection('micro', markdown);
