import type { Contender } from '../contender';

/** A contender by its name. Each is loaded in the process that measures it, and nowhere else. */
export interface Entry {
  readonly name: string;
  /** Whether it can send, and keeps by itself what is sent before it is open. */
  readonly sends: boolean;
  readonly load: () => Promise<Contender>;
}

/** The limit: what no client over a WebSocket can be below. */
export const LIMIT = 'ws';
export const OWN = 'rx-gateway-socket';
/** What was there before: no figure of it may be better. */
export const BEFORE = 'rx-gateway-socket 0.1.0';
/** The limit for whoever uses rxjs. */
export const BARE = 'rxjs webSocket, Map of subjects';

/** The limit first, then ours, then what a user would pick instead. */
export const contenders: readonly Entry[] = [
  { name: LIMIT, sends: true, load: async () => (await import('./raw')).raw },
  { name: OWN, sends: true, load: async () => (await import('./ours')).ours },
  { name: BEFORE, sends: true, load: async () => (await import('./version-0.1.0')).version010 },
  { name: BARE, sends: true, load: async () => (await import('./rxjs-map')).rxjsMap },
  { name: 'rxjs webSocket, share + filter', sends: true, load: async () => (await import('./rxjs-filter')).rxjsFilter },
  {
    name: 'rxjs webSocket, multiplex',
    sends: true,
    load: async () => (await import('./rxjs-multiplex')).rxjsMultiplex,
  },
  { name: 'partysocket', sends: true, load: async () => (await import('./partysocket')).partysocket },
  {
    name: 'reconnecting-websocket',
    sends: true,
    load: async () => (await import('./reconnecting-websocket')).reconnectingWebsocket,
  },
  // It has nothing to send with but operations, each with an answer of its own.
  { name: 'graphql-ws', sends: false, load: async () => (await import('./graphql-ws')).graphqlWs },
  { name: 'rx-stomp', sends: true, load: async () => (await import('./rx-stomp')).rxStomp },
  { name: 'socket.io', sends: true, load: async () => (await import('./socket-io')).socketIo },
  { name: 'centrifuge', sends: true, load: async () => (await import('./centrifuge')).centrifuge },
];

export async function contenderNamed(name: string): Promise<Contender> {
  const found = contenders.find((one) => one.name === name);
  if (found) return found.load();
  throw new Error(`There is no contender '${name}'; there are ${contenders.map((one) => `'${one.name}'`).join(', ')}.`);
}
