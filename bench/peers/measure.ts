import { median } from '../median';
import { contenders } from './contenders/all';
import type { Figures, Overhead, Task, Weight } from './figures';
import { runScript } from './run-script';

/** How much is measured. */
export interface Extent {
  readonly rounds: number;
  /** Messages before anything is measured, until the engine has compiled what it will. */
  readonly warmUp: number;
  readonly streams: readonly number[];
  /** Messages in each part of a run, and the parts. */
  readonly inbound: readonly [messages: number, parts: number];
  readonly outbound: readonly [messages: number, parts: number];
  /** Messages that wait for the connection, each number in turn. */
  readonly queued: readonly number[];
  readonly connections: number;
  readonly reconnects: number;
}

/** What a contender takes for a message. */
export interface Cost {
  readonly microseconds: number;
  readonly peakHeap: number;
}

/** By the contender's name, and then by the streams or the messages. */
export type Costs = ReadonlyMap<string, ReadonlyMap<number, Cost>>;

export interface Measured {
  readonly inbound: Costs;
  readonly outbound: Costs;
  readonly queued: Costs;
  readonly weights: ReadonlyMap<string, Weight>;
  readonly overhead: Overhead;
}

/** Says how far it is. */
type Say = (line: string) => void;

/** A run of a process: its streams, its messages, its parts, and what of them tells it from the others. */
interface Run {
  readonly key: number;
  readonly args: readonly [streams: number, warmUp: number, messages: number, parts: number];
}

/** Measures everything, contender by contender in each round, so that a noisy minute meets all of them. */
export async function measureAll(extent: Extent, idle: readonly string[], say: Say): Promise<Measured> {
  const inbound = extent.streams.map((streams) => ({
    key: streams,
    args: [streams, extent.warmUp, ...extent.inbound] as const,
  }));
  const outbound = [{ key: 1, args: [1, extent.warmUp, ...extent.outbound] as const }];
  const queued = extent.queued.map((messages) => ({ key: messages, args: [1, 0, messages, 1] as const }));
  return {
    inbound: await costs('inbound', extent.rounds, inbound, say),
    outbound: await costs('outbound', extent.rounds, outbound, say),
    queued: await costs('queued', extent.rounds, queued, say),
    weights: await weights(idle, extent.connections, say),
    overhead: await runScript<Overhead>('reconnect-process', extent.reconnects),
  };
}

async function costs(task: Task, rounds: number, runs: readonly Run[], say: Say): Promise<Costs> {
  const names = contenders.filter(({ sends }) => task === 'inbound' || sends).map(({ name }) => name);
  const all = new Map(names.map((name) => [name, new Map(runs.map(({ key }) => [key, [] as Figures[]]))]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const { key, args } of runs) {
      for (const name of turned(names, round)) {
        all
          .get(name)
          ?.get(key)
          ?.push(await runScript<Figures>('client-process', name, task, ...args));
      }
      say(`${task}, ${key}: round ${round} of ${rounds}`);
    }
  }
  const cost = (figures: readonly Figures[]): Cost => ({
    microseconds: median(figures.flatMap(({ microseconds }) => microseconds)),
    peakHeap: median(figures.map(({ peakHeap }) => peakHeap)),
  });
  return new Map(
    [...all].map(([name, byKey]) => [name, new Map([...byKey].map(([key, figures]) => [key, cost(figures)]))]),
  );
}

/** Each round begins with another, as the first finds the machine otherwise than the last. */
function turned<T>(all: readonly T[], by: number): readonly T[] {
  return [...all.slice(by % all.length), ...all.slice(0, by % all.length)];
}

async function weights(names: readonly string[], connections: number, say: Say): Promise<Map<string, Weight>> {
  const found = new Map<string, Weight>();
  for (const name of names) {
    found.set(name, await runScript<Weight>('idle-process', name, connections));
    say(`${connections} idle connections: ${name}`);
  }
  return found;
}
