import { NEVER } from 'rxjs';
import { isFunction, isNonEmpty, isObject, must, own, type Complete } from '../checks';
import type { GatewaySocket } from '../client';
import type { GatewaySocketConfig, MessageConfig } from '../config';
import { ConfigError } from '../errors';
import { assemble, gatewaySocket } from '../gateway-socket';
import type { MapsOnly } from '../messages/maps-only';
import type { AnyMessages, MessageMap } from '../messages/message-of';
import type { Channel, Signal } from '../connection/signals';
import { FLAG, TEXT } from '../option-rules';
import { REQUIRED, resolveOption, type Option } from '../option-table';
import type { SocketParts } from '../socket-parts';
import { detail, numbered } from '../text';
import { Line } from './line';
import { lineName } from './notes';
import { Repeats } from './repeats';
import { tabConnection } from './tab-connection';
import { browserTab, canShare, type TabHost } from './tab-host';

/** How a tab shares its connection. */
export interface TabsConfig {
  /**
   * The id of the logged-in user, never a secret; or a function that returns it, called before each step of an attempt.
   * Tabs of different users share nothing. When the user changes, queued messages are `undelivered`.
   */
  readonly as: string | (() => string);
  /**
   * Whether the tab that is next in line has a second connection, so that nothing is lost when the first tab is closed.
   * Default `true`.
   */
  readonly spare?: boolean | undefined;
}

/** One browser page: the connections that its sockets share. */
export class Page {
  readonly #lines = new Map<string, { readonly line: Line; readonly options: string }>();

  constructor(readonly host: TabHost) {}

  /** The line with that name. `differ`: it is in use with other options. */
  line(name: string, options: string, make: (name: string) => Line): { readonly line: Line; readonly differ: boolean } {
    const known = this.#lines.get(name);
    if (known?.line.used) return { line: known.line, differ: known.options !== options };
    const line = make(name);
    this.#lines.set(name, { line, options });
    return { line, differ: false };
  }
}

let thisPage: Page | undefined;

/**
 * Creates a client like `gatewaySocket()`. All tabs of this origin with the same `url`, `tabs.as` and `channel` share
 * its connection: one connection and one token, and with `tabs.spare` a second one. If the browser has no Web Locks or
 * no BroadcastChannel, the result is a `gatewaySocket()`.
 *
 * @example
 * const socket = acrossTabs<Inbound, Outbound>({
 *   url: 'wss://ws.example.com',
 *   token: djangoToken('/api/ws-token/'),
 *   channel: 'general',
 *   tabs: { as: () => document.body.dataset.userId ?? 'nobody' },
 * });
 *
 * @typeParam In the inbound messages, by type; inferred from `schemas` if they are given
 * @typeParam Out the parameters of the outbound messages, by name
 * @typeParam TypeKey the option `typeKey`, if it is not `'type'`
 * @throws ConfigError synchronously, naming the option, if the configuration can never work
 */
export function acrossTabs<
  In extends MessageMap = AnyMessages,
  Out extends MessageMap = AnyMessages,
  const TypeKey extends string = 'type',
>(
  config: GatewaySocketConfig<TypeKey> & MessageConfig<In, Out> & MapsOnly<In, Out> & { readonly tabs: TabsConfig },
): GatewaySocket<In, Out, TypeKey> {
  must(isObject(config), 'config', detail`an object with at least a url and tabs`, config);
  const others: GatewaySocketConfig<TypeKey> & MessageConfig<In, Out> & MapsOnly<In, Out> & { tabs?: TabsConfig } =
    own(config);
  const tabs = resolveOption('tabs', TABS, config.tabs);
  delete others.tabs;
  if (canShare()) return shared(others, tabs, (thisPage ??= new Page(browserTab())));
  const { log } = others;
  if (log === 'debug') console.debug(ALONE);
  else if (typeof log === 'object') log.debug(ALONE);
  return gatewaySocket(others);
}

const ALONE = `[rx-gateway-socket] acrossTabs: ${numbered`there are no Web Locks, no BroadcastChannel or no secure context here, so this tab has a connection of its own.`}`;

/** The option `tabs`. */
export const TABS = [
  REQUIRED,
  [detail`an object with at least as`, isObject],
  {
    as: [REQUIRED, [detail`a non-empty string`, (value) => isFunction(value) || isNonEmpty(value)]],
    spare: [true, FLAG],
  },
] as const satisfies Option<TabsConfig>;

/** {@link acrossTabs} with the page of a test. */
export function shared<In extends MessageMap, Out extends MessageMap, TypeKey extends string>(
  config: GatewaySocketConfig<TypeKey> & MessageConfig<In, Out>,
  { as, spare }: Complete<TabsConfig>,
  page: Page,
): GatewaySocket<In, Out, TypeKey> {
  const user = () => resolveOption('tabs.as', [REQUIRED, TEXT], isFunction(as) ? as() : as);
  let last: string | undefined;
  const repeats = new Repeats();
  return assemble(config, page.host, (parts) => {
    const { settings, outbox } = parts;
    const lineFor = (name: string, channel: Channel, emit: (signal: Signal) => void): Line => {
      // Messages that the previous user queued are not sent as this user.
      if (last !== undefined && last !== name) outbox.abandon('closed');
      last = name;
      const url = parts.address.next(settings, settings.allowInsecure);
      const wire = wireConfig(config, parts, url, channel, () => user() === name);
      const { line, differ } = page.line(lineName(url, name, channel), optionsOf(parts, spare), (key) => {
        return new Line(key, { config: wire, spare }, page.host);
      });
      if (differ) emit({ type: 'fault', fault: { type: 'config', error: new ConfigError('tabs', OTHER_OPTIONS) } });
      return line;
    };
    return tabConnection(parts, { repeats, user, lineFor });
  });
}

const OTHER_OPTIONS = numbered`another acrossTabs() of this page uses the same connection with other options, and those of the first one hold.`;

/** The options of the real connection, without those of a single tab: messages, schemas, `hello`, its end. */
function wireConfig(
  config: GatewaySocketConfig<string> & MessageConfig<MessageMap, MessageMap>,
  { settings: { token, attemptsPerMinute, outbox } }: SocketParts,
  url: string,
  channel: Channel,
  isUser: () => boolean,
): GatewaySocketConfig<string> {
  const { schemas, outbound, hello, resumeOn, signal, ...options } = config;
  return {
    ...options,
    url,
    channel,
    // While another user is logged in, the token would be that user's. The tab leaves as soon as it detects this.
    token: token && ((context) => (!isUser() ? NEVER : typeof token === 'function' ? token(context) : token)),
    // One budget for all wires of this socket.
    attemptsPerMinute,
    outbox: { capacity: ALL, ttl: outbox.ttl },
    linger: 0,
    // Each tab prints its own problems.
    log: false,
  };
}

/** Each tab has its own limit. */
const ALL = 1_000_000;

/** The options of the connection, for a comparison: functions cannot be compared. */
function optionsOf({ settings, keepAlive }: SocketParts, spare: boolean): string {
  const { tokenParam, channelParam, query, openTimeout, tokenTimeout, limits, rotation, backoff } = settings;
  return JSON.stringify([
    [tokenParam, channelParam, query, openTimeout, tokenTimeout],
    [limits, rotation, backoff, keepAlive, spare],
  ]);
}
