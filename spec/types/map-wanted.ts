import { map } from 'rxjs';
import {
  gatewaySocket,
  types,
  type GatewaySocket,
  type GatewaySocketConfig,
  type MessageConfig,
  type MessageMap,
  type MessageOf,
  type NameOf,
} from '../../lib';
import type { Chat, Inbound, Outbound, Toast } from './maps';
import { same } from './same';

const url = 'wss://ws.example.com';

export function aMessageOrAUnionInThePlaceOfAMapIsAnError() {
  // @ts-expect-error: a union of messages
  gatewaySocket<Toast | Chat>({ url });
  // @ts-expect-error: a union of messages
  gatewaySocket<Inbound, Toast | Chat>({ url });
  // @ts-expect-error: one message
  gatewaySocket<Toast>({ url });
  // @ts-expect-error: a union of maps, of which only what they share could be used
  gatewaySocket<Inbound | Outbound>({ url });
  // @ts-expect-error: a union of messages
  gatewaySocket({ url, outbound: types<Toast | Chat>() });
}

export function whateverIsAMapIsNone() {
  gatewaySocket<{}, object>({ url });
  gatewaySocket<Inbound & Outbound, never>({ url });
  gatewaySocket<{ a: unknown; b: undefined; c: never; d: null; e?: { f: 1 } }>({ url });
  gatewaySocket<Record<string, unknown>, Record<string, { a: 1 }>>({ url });
  gatewaySocket<Record<'a' | 'b', readonly string[]>>({ url });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- an application may have it.
  gatewaySocket<any, { ping: any }>({ url });
}

type Socket<In extends MessageMap, Out extends MessageMap> = GatewaySocket<In, Out>;

/** A function of an application that makes sockets for maps that it does not have yet. */
export function aGenericFunctionCanMakeASocket() {
  const plain = <In extends MessageMap, Out extends MessageMap>(channel: string): Socket<In, Out> =>
    gatewaySocket<In, Out>({ url, channel, hello: (opened) => [{ name: opened.channel ?? '' }] });
  const passedOn = <In extends MessageMap, Out extends MessageMap>(
    config: GatewaySocketConfig & MessageConfig<In, Out>,
  ): Socket<In, Out> => gatewaySocket({ linger: 0, ...config });
  const more = <In extends Inbound, Out extends Record<string, object>>(): Socket<In & { more: {} }, Out> =>
    gatewaySocket<In & { more: {} }, Out>({ url });
  const unbounded = <In>(): Socket<In & {}, Record<string, unknown>> => gatewaySocket<In & {}, {}>({ url });

  same<ReturnType<typeof plain<Inbound, Outbound>>, GatewaySocket<Inbound, Outbound>>();
  return [plain, passedOn, more, unbounded];
}

export function aGenericFunctionCanUseASocket() {
  return <In extends MessageMap, Name extends NameOf<In>>(socket: GatewaySocket<In>, name: Name) =>
    socket.on(name).pipe(map((message): MessageOf<In, Name> => message));
}

export function aSocketOfMoreMessagesIsOneOfFewer(socket: GatewaySocket<Inbound, Outbound>) {
  const sender: Pick<GatewaySocket<{}, { fetch_history: {} }>, 'send'> = socket;
  const opener: Pick<GatewaySocket, 'opened$' | 'connect' | 'close' | 'status'> = socket;
  return [sender, opener];
}
