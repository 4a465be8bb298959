import { Subject } from 'rxjs';
import type { ConnectionStatus, EnvironmentSignal, GatewaySocketConfig, SocketEvent } from '../../lib';
import { assemble } from '../../lib/gateway-socket';
import { recorded } from './recorded';
import { VirtualBackend } from './virtual-backend';
import { virtualTime } from './virtual-time';

interface Inbound {
  number: { n: number };
}
interface Outbound {
  say: { n: number };
}

/** A backend in virtual time, for one client or several. */
export function virtualWorld(random?: () => number) {
  const time = virtualTime(random);
  return { time, backend: new VirtualBackend(time.scheduler, time.random) };
}

/** Options of a client, and whether it does without the token that the backend wants. */
type ClientOptions = Partial<GatewaySocketConfig> & { readonly tokenless?: boolean };

/**
 * A client of it that nobody uses yet, and all that it says.
 *
 * @param watched whether its faults have a subscriber
 */
export function virtualClient(
  { tokenless = false, ...options }: ClientOptions = {},
  { time, backend }: ReturnType<typeof virtualWorld> = virtualWorld(),
  watched = true,
) {
  const environment = new Subject<EnvironmentSignal>();
  const socket = assemble<Inbound, Outbound, 'type'>(
    {
      url: 'wss://ws.example.com',
      log: false,
      ...(!tokenless && { token: backend.token$ }),
      channel: 'a',
      WebSocketCtor: backend.WebSocketCtor,
      environment,
      backoff: { jitter: 'none' },
      ...options,
    },
    time,
  );
  const events = recorded<SocketEvent>(socket.events$).values;
  const faults = watched ? recorded(socket.faults$).values : [];
  const opened = recorded(socket.opened$).values;
  const statuses = recorded<ConnectionStatus>(socket.status$).values;
  return {
    time,
    backend,
    environment,
    socket,
    events,
    faults,
    opened,
    statuses,
    states: () => statuses.map(({ state }) => state),
    /** Which of the sockets that were ever made are open, the first being 0. */
    open: () => backend.open.map((one) => backend.sockets.indexOf(one)),
    /** How many timers are the client's. */
    timers: () => time.timers() - backend.timers,
    /** The endings of attempts and connections, in order. */
    endings: () => events.flatMap((event) => (event.type === 'ended' ? [event.error.kind] : [])),
  };
}

/** The same with a user, and open. */
export function openClient(
  options: ClientOptions = {},
  world: ReturnType<typeof virtualWorld> = virtualWorld(),
  watched = true,
) {
  const client = virtualClient(options, world, watched);
  const messages = recorded(client.socket.on('number'));
  client.time.advance(100);
  const broadcast = (n: number, { channel = 'a', scatter = 0 } = {}) =>
    client.backend.broadcast(JSON.stringify({ type: 'number', n }), channel, scatter);
  return { ...client, messages, numbers: () => messages.values.map(({ n }) => n), broadcast };
}
