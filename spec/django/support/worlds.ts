import type { Backend, Visitor } from './backend';
import { startDjangoBackend } from './django-backend';
import { chromiumHost, nodeHost, type ClientHost, type SteeredClient } from './host';
import type { ClientOptions } from './recorded-client';
import { startStandInBackend } from './stand-in-backend';

/** The same specs hold for Django and for what stands in for it, in a browser and in Node. */
const ALL_WORLDS = [
  ['Django', 'Node', startDjangoBackend, nodeHost],
  ['Django', 'Chromium', startDjangoBackend, chromiumHost],
  ['the stand-in', 'Node', startStandInBackend, nodeHost],
  ['the stand-in', 'Chromium', startStandInBackend, chromiumHost],
] as const;

/** The last one combines what the others prove already: it takes its time with `EVERY_WORLD=1` only. */
const WORLDS = process.env.EVERY_WORLD ? ALL_WORLDS : ALL_WORLDS.slice(0, 3);

/** A minute, in which everything that is counted is forgotten. */
const MINUTE = 60_000;

/** What a spec works with: a backend, and clients that end with the spec. */
export class World {
  readonly #open: SteeredClient[] = [];
  #users = 0;

  constructor(
    readonly backend: Backend,
    readonly host: ClientHost,
  ) {}

  /** Connects so many times, one after the other, from elsewhere: the same address, and no time for a browser. */
  async crowd(times: number): Promise<void> {
    const visitor = await this.newcomer('crowd');
    const elsewhere = await nodeHost();
    for (let count = 0; count < times; count += 1) {
      const client = await elsewhere.open(this.backend, visitor);
      await client.until('opened', { count: 1 });
      await client.close();
    }
  }

  /** Somebody who did nothing yet, and logs in. */
  newcomer(name = 'user'): Promise<Visitor> {
    this.#users += 1;
    return this.backend.logIn(`${name}-${this.#users}`);
  }

  async open(visitor: Visitor, options: Partial<ClientOptions> = {}): Promise<SteeredClient> {
    const client = await this.host.open(this.backend, visitor, options);
    this.#open.push(client);
    return client;
  }

  /** With a connection that is open. */
  async connected(visitor: Visitor, options: Partial<ClientOptions> = {}): Promise<SteeredClient> {
    const client = await this.open(visitor, options);
    await client.until('opened', { count: 1 });
    return client;
  }

  async closeClients(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((client) => client.close()));
  }
}

/** Runs specs in each world. All come from one address, so each begins a minute after the one before. */
export function inEachWorld(specs: (world: () => World) => void): void {
  describe.each(WORLDS)('with %s, in %s', (_backend, _host, startBackend, startHost) => {
    let world: World;
    beforeAll(async () => {
      const [backend, host] = await Promise.all([startBackend(), startHost()]);
      world = new World(backend, host);
    }, 30_000);
    beforeEach(() => world.backend.pass(MINUTE + 1_000));
    afterEach(() => world.closeClients());
    afterAll(async () => {
      await world.host.close();
      await world.backend.close();
    });
    specs(() => world);
  });
}
