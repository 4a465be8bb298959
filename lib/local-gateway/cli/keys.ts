import type { LocalGateway } from '../local-gateway';

/** A key that acts on the running gateway and returns a description. */
export interface Key {
  readonly key: string;
  readonly does: string;
  readonly press: () => string;
}

const LONG_DELAY = 3_000;
const SCATTER = 2_000;

/** The faults as keys of the terminal. The state of those that toggle is stored here. */
export function faultKeys(gateway: LocalGateway): readonly Key[] {
  const count = (connections: number): string => `${connections} connection${connections === 1 ? '' : 's'}`;
  const toggle = (set: (on: boolean) => void, words: string): (() => string) => {
    let on = false;
    return () => {
      on = !on;
      set(on);
      return `${words}: ${on ? 'on' : 'off'}`;
    };
  };
  return [
    { key: 'd', does: 'drop all: a TCP reset, 1006', press: () => `dropped ${count(gateway.drop())}` },
    { key: 'c', does: 'close all with 1001', press: () => `closed ${count(gateway.closeAll())} with 1001` },
    { key: 'f', does: 'freeze all: half-open', press: () => `froze ${count(gateway.freeze())}` },
    {
      key: 'r',
      does: 'refuse every handshake, on and off',
      press: toggle((on) => {
        gateway.refuse(on ? Infinity : 0);
      }, 'refusing handshakes'),
    },
    {
      key: 'n',
      does: 'throttle the next handshake: 429',
      press: () => {
        gateway.refuse(1, 429);
        return 'the next handshake gets 429';
      },
    },
    {
      key: 't',
      does: 'fail the next token: 503 (built-in endpoint)',
      press: () => {
        gateway.failTokens(1);
        return 'the next token request gets 503';
      },
    },
    {
      key: 'l',
      does: `hold handshakes for ${LONG_DELAY / 1000} s, on and off`,
      press: toggle((on) => {
        gateway.delay(on ? LONG_DELAY : 0);
      }, 'slow handshakes'),
    },
    {
      key: 'x',
      does: 'lose every $disconnect, on and off',
      press: toggle((on) => {
        gateway.loseDisconnects(on ? 1 : 0);
      }, 'losing $disconnect'),
    },
    {
      key: 'a',
      does: 'the next connection is deaf to broadcasts (b and the built-in backend)',
      press: () => {
        gateway.deafen();
        return 'the next connection will be deaf';
      },
    },
    {
      key: 's',
      does: `scatter broadcasts over ${SCATTER / 1000} s, on and off`,
      press: toggle((on) => {
        gateway.scatterBroadcasts(on ? SCATTER : 0);
      }, 'scattered broadcasts'),
    },
    {
      key: 'g',
      does: 'answer the next post 410 although it is delivered',
      press: () => {
        gateway.failPosts(1, 'gone', { delivered: true });
        return 'the next post is answered with 410';
      },
    },
    { key: '1', does: 'error frame "Internal server error" to all', press: frame('internal-server-error') },
    { key: '2', does: 'error frame "Forbidden" to all', press: frame('forbidden') },
    { key: '3', does: 'error frame "Bad request body" to all', press: frame('bad-request-body') },
    { key: '4', does: 'error frame "Endpoint request timed out" to all', press: frame('endpoint-request-timed-out') },
    {
      key: 'b',
      does: 'broadcast a toast to all',
      press: () =>
        `sent to ${count(gateway.broadcast({ type: 'toast', level: 'info', message: 'Hello from the gateway' }))}`,
    },
  ];

  function frame(kind: Parameters<LocalGateway['sendErrorFrame']>[0]): () => string {
    return () => `sent to ${count(gateway.sendErrorFrame(kind))}`;
  }
}
