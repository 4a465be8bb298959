import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Protocol } from './contender';
import type { Order, Report } from './server-protocol';

/** A server in a process of its own. */
export interface Server {
  readonly url: string;
  readonly order: (order: Order) => void;
  /** Lets it count: fulfilled when it does, with what is fulfilled when messages numbered from 0 have all come once. */
  readonly expect: (messages: number) => Promise<{ readonly arrived: Promise<void> }>;
}

export async function startServer(protocol: Protocol, streams: number): Promise<Server> {
  const child = fork(fileURLToPath(new URL('server-process.js', import.meta.url)), [protocol, String(streams)]);
  child.once('exit', (code) => {
    throw new Error(`The server ended with ${code ?? 'a signal'}.`);
  });
  /** Its next report, which is of that kind: what it tells is our own protocol. */
  const report = async <Kind extends Report['kind']>(kind: Kind) => {
    const [told] = (await once(child, 'message')) as [Report];
    if (told.kind === kind) return told as Extract<Report, { readonly kind: Kind }>;
    throw new Error(`The server told '${told.kind}' where it should '${kind}'.`);
  };
  const { url } = await report('listening');
  return {
    url,
    order: (order) => child.send(order),
    expect: async (messages) => {
      child.send({ kind: 'expect', messages } satisfies Order);
      await report('counting');
      const arrived = report('expected').then(({ sum }) => {
        if (sum !== (messages * (messages - 1)) / 2) throw new Error(`Of ${messages} sent, some came twice.`);
      });
      return { arrived };
    },
  };
}
