import {
  djangoToken,
  gatewaySocket,
  type BackoffOptions,
  type GatewaySocketConfig,
  type MessageConfig,
} from '../../lib';
import { fakeGateway, type FakeGatewayOptions } from '../../lib/testing';
import type {
  DjangoTokenOptions,
  KeepAliveConfig,
  Limits,
  OutboxOptions,
  Outgoing,
  RequestOptions,
  RotationConfig,
  TokenContext,
  TokenInput,
} from '../../lib';
import type { Given } from '../../lib';

// Read with `exactOptionalPropertyTypes`: an option that may be left out may also be undefined, so that an application
// can write `channel: maybe` and need not leave the key out.

/** The options that can be left out, each as undefined. */
type Undefined<Options> = {
  readonly [Name in keyof Options as {} extends Pick<Options, Name> ? Name : never]-?: undefined;
};

declare function leftOut<Options>(): Undefined<Options>;

export const all: GatewaySocketConfig & MessageConfig<{}, {}> = {
  url: 'wss://ws.example.com',
  ...leftOut<GatewaySocketConfig & MessageConfig<{}, {}>>(),
};
export const keepAlive: KeepAliveConfig = { name: 'ping', every: 1, ...leftOut<KeepAliveConfig>() };
export const backoff: BackoffOptions = leftOut<BackoffOptions>();
export const django: DjangoTokenOptions = leftOut<DjangoTokenOptions>();
export const outgoing: Outgoing = { name: 'a', ...leftOut<Outgoing>() };
export const request: RequestOptions<object, 'a'> = leftOut<RequestOptions<object, 'a'>>();
export const context: TokenContext = { attempt: 1, ...leftOut<TokenContext>() };
export const token: TokenInput = { token: 't', expires_in: undefined };
export const fake: FakeGatewayOptions = leftOut<FakeGatewayOptions>();
export const inPart: GatewaySocketConfig = {
  url: 'wss://ws.example.com',
  limits: leftOut<Given<Limits>>(),
  rotation: leftOut<Given<RotationConfig>>(),
  outbox: leftOut<Given<OutboxOptions>>(),
  backoff,
  keepAlive,
};

export function anApplicationThatMayNotHaveThem(
  channel: string | undefined,
  csrf: string | undefined,
  max: number | undefined,
) {
  fakeGateway({ tokenTtl: max });
  return gatewaySocket({
    url: 'wss://ws.example.com',
    token: djangoToken('/api/ws-token/', { csrf }),
    channel,
    backoff: { max },
    limits: { idle: max },
    rotation: { ahead: max },
    outbox: { ttl: max },
    keepAlive: { name: 'ping', every: 1_000, timeout: max },
  });
}
