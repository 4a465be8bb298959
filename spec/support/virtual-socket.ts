import type { GatewaySocket, GatewaySocketConfig, MessageConfig } from '../../lib';
import { assemble } from '../../lib/gateway-socket';
import { fakeSockets, type FakeSocket } from './fake-socket';
import { recorded, type Recording } from './recorded';
import { virtualTime, type VirtualTime } from './virtual-time';
import type { AnyMessages, Fault, MessageMap } from '../../lib';

/** A client in virtual time, whose sockets do what a test tells them. */
export interface VirtualSocket<In extends MessageMap, Out extends MessageMap> {
  readonly time: VirtualTime;
  readonly socket: GatewaySocket<In, Out>;
  readonly made: readonly FakeSocket[];
  readonly faults: Recording<Fault>;
  /** Lets the newest socket open. */
  accept(): FakeSocket;
  /** Loses the newest socket, and waits until the next one is being opened. */
  lose(code?: number): void;
  /** What a socket was given to send, parsed. */
  sent(socket?: FakeSocket): readonly Sent[];
}

export interface Sent {
  readonly action: string;
  readonly request_id?: string;
  readonly [key: string]: unknown;
}

export function virtualSocket<In extends MessageMap = AnyMessages, Out extends MessageMap = AnyMessages>(
  options: Partial<GatewaySocketConfig> & MessageConfig<In, Out> = {},
): VirtualSocket<In, Out> {
  const time = virtualTime();
  const { WebSocketCtor, made } = fakeSockets();
  const socket = assemble<In, Out, 'type'>(
    {
      url: 'wss://ws.example.com',
      log: false,
      WebSocketCtor,
      environment: false,
      rotation: false,
      attemptsPerMinute: 1_000,
      backoff: { initial: 1_000, max: 1_000, jitter: 'none' },
      ...options,
    },
    time,
  );
  const newest = () => {
    const last = made.at(-1);
    if (!last) throw new Error('no socket was made');
    return last;
  };
  return {
    time,
    socket,
    made,
    faults: recorded(socket.faults$),
    accept: () => {
      newest().accept();
      return newest();
    },
    lose: (code = 1_006) => {
      newest().end(code, '', false);
      time.advance(1_000);
    },
    sent: (from = newest()) => from.sent.map((text) => JSON.parse(text) as Sent),
  };
}
