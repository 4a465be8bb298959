import { BARE, BEFORE, contenders, LIMIT, OWN } from './contenders/all';
import type { Costs, Measured } from './measure';

/** A figure that was to be reached, and whether it was. */
export interface Goal {
  readonly what: string;
  readonly most: number;
  readonly measured: number;
}

/** What a user would pick instead: all but the two limits and ours. */
const PEERS = contenders.map(({ name }) => name).filter((name) => ![LIMIT, BARE, BEFORE, OWN].includes(name));

/** How much more than another ours takes for a message. */
function ratio(costs: Costs, to: string, key: number): number {
  const of = (name: string) => costs.get(name)?.get(key)?.microseconds ?? NaN;
  return of(OWN) / of(to);
}

/** The ratio to the fastest of some contenders. */
function ratioToFastest(costs: Costs, names: readonly string[], key: number): readonly [name: string, ratio: number] {
  const ratios = names.filter((name) => costs.has(name)).map((name) => [name, ratio(costs, name, key)] as const);
  return ratios.reduce((worst, one) => (one[1] > worst[1] ? one : worst));
}

/** What was set as a goal before anything was measured; of what was measured, as a quick run measures less. */
export function goals({ inbound, outbound, queued, weights, overhead }: Measured): readonly Goal[] {
  const streams = [...(inbound.get(OWN)?.keys() ?? [])];
  const amounts = [...(queued.get(OWN)?.keys() ?? [])];
  const [fewest = NaN, most = NaN] = [amounts.at(0), amounts.at(-1)];
  const waiting = (messages: number) => queued.get(OWN)?.get(messages)?.microseconds ?? NaN;
  const [own, bare] = [weights.get(OWN), weights.get(BARE)];
  return [
    ...streams.map((n) => ({
      what: `inbound, ${n} streams: × \`${LIMIT}\``,
      most: n < 1_000 ? 1.15 : 1.2,
      measured: ratio(inbound, LIMIT, n),
    })),
    ...streams.map((n) => ({
      what: `inbound, ${n} streams: × ${BARE}`,
      most: 1.05,
      measured: ratio(inbound, BARE, n),
    })),
    ...streams.map((n) => ({ what: `inbound, ${n} streams: × 0.1.0`, most: 1, measured: ratio(inbound, BEFORE, n) })),
    ...streams
      .filter((n) => n >= 100)
      .map((n) => {
        const [name, measured] = ratioToFastest(inbound, PEERS, n);
        return { what: `inbound, ${n} streams: × the fastest peer, ${name}`, most: 1, measured };
      }),
    { what: `outbound while open: × \`${LIMIT}\``, most: 1.12, measured: ratio(outbound, LIMIT, 1) },
    { what: 'outbound while open: × 0.1.0', most: 1, measured: ratio(outbound, BEFORE, 1) },
    { what: `${most} queued: × partysocket`, most: 1.1, measured: ratio(queued, 'partysocket', most) },
    // Anything but linear would at least double with four times the messages.
    { what: `${most} queued: × a message of ${fewest}`, most: 1.25, measured: waiting(most) / waiting(fewest) },
    { what: `idle connection: heap × ${BARE}`, most: 2, measured: (own?.heap ?? NaN) / (bare?.heap ?? NaN) },
    { what: 'idle connection: pending timers', most: 1, measured: own?.timers ?? NaN },
    { what: 'reconnect: ms of its own', most: 5, measured: overhead.reconnect - overhead.handshake },
  ];
}
