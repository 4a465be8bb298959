import { builtInHandlers } from './backend/built-in-handlers';
import type { Handlers } from './backend/handlers';
import type { Clock } from './clock';
import { LocalGatewayOptionError, shown } from './option-error';
import type { HeaderProfile, LocalGatewayOptions, ProxyBackend, RouteOptions } from './options';
import { checkHeaders, checkNumber, checkOrigins, checkPerMinute, checkProxyUrl, refuseUnknown } from './option-checks';
import { isLoopbackAddress } from './rules/loopback';
import { Visitors } from './rules/visitors';
import { parseSelectionExpression, type SelectionExpression } from './routing/selection-expression';

export interface ProxySettings {
  readonly kind: 'proxy';
  readonly base: URL;
  readonly headerProfile: HeaderProfile;
  readonly apiId: string;
  readonly timeout: number;
  /** Names and values, alternating. */
  readonly headers: readonly string[];
}

export interface HandlerSettings {
  readonly kind: 'handlers';
  readonly handlers: Handlers;
  /** The lifetime in ms and the number per minute, or `undefined` for no token endpoint. */
  readonly tokens: { readonly ttlMs: number; readonly perMinute: number } | undefined;
  readonly connectsPerMinute: number;
}

export interface Limits {
  readonly idle: number;
  readonly age: number;
  readonly frameBytes: number;
  readonly messageBytes: number;
  readonly bufferBytes: number;
  readonly integration: number;
}

/** The options with the defaults filled in and all values checked. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly visitors: Visitors;
  readonly backend: ProxySettings | HandlerSettings;
  readonly limits: Limits;
  readonly pings: { readonly answer: boolean; readonly resetIdle: boolean };
  readonly stage: string;
  readonly selection: SelectionExpression;
  readonly routes: ReadonlyMap<string, RouteOptions>;
  readonly clock: Clock;
  readonly random: () => number;
}

/** The limits of API Gateway, and the buffer of this gateway for a client that does not read. */
export const apiGatewayDefaults: Limits = {
  idle: 600_000,
  age: 7_200_000,
  frameBytes: 32_768,
  messageBytes: 131_072,
  bufferBytes: 4_194_304,
  integration: 29_000,
};

/** The longest delay of a timer in Node, 24.8 days. */
const LONGEST_TIMER = 2_147_483_647;
const STAGE = /^[A-Za-z0-9_-]{1,128}$/;

const OPTION_NAMES: Readonly<Record<keyof LocalGatewayOptions, true>> = {
  host: true,
  port: true,
  allowedOrigins: true,
  backend: true,
  headers: true,
  tokens: true,
  limits: true,
  connectsPerMinute: true,
  pings: true,
  stage: true,
  routeSelectionExpression: true,
  routes: true,
  onEvent: true,
  clock: true,
  random: true,
};

/** Checks options and fills in the defaults. Throws a {@link LocalGatewayOptionError} that names what is wrong. */
export function settingsFrom(options: LocalGatewayOptions): Settings {
  refuseUnknown('', options, Object.keys(OPTION_NAMES));
  const { stage = 'production', port = 0, host = '127.0.0.1' } = options;
  if (!STAGE.test(stage)) {
    throw new LocalGatewayOptionError('stage', `${shown(stage)} is not 1 to 128 letters, digits, "-" or "_"`);
  }
  return {
    host,
    port: checkNumber('port', port, { min: 0, max: 65_535, unit: 'a port, 0 for a free one' }),
    visitors: new Visitors(checkOrigins('allowedOrigins', options.allowedOrigins ?? []), isLoopbackAddress(host)),
    backend: backendFrom(options),
    limits: limitsFrom(options),
    pings: { answer: options.pings?.answer ?? true, resetIdle: options.pings?.resetIdle ?? false },
    stage,
    selection: parseSelectionExpression(options.routeSelectionExpression ?? '$request.body.action'),
    routes: routesFrom(options),
    clock: options.clock ?? Date.now,
    random: options.random ?? Math.random,
  };
}

function isProxy(backend: Handlers | ProxyBackend): backend is ProxyBackend {
  return 'proxy' in backend && typeof backend.proxy !== 'function';
}

function backendFrom(options: LocalGatewayOptions): ProxySettings | HandlerSettings {
  const { backend = builtInHandlers(), headers, tokens, connectsPerMinute } = options;
  if (isProxy(backend)) {
    refuseUnknown('backend', backend, ['proxy', 'headerProfile', 'apiId', 'timeout']);
    if (tokens !== undefined && tokens !== false) {
      throw new LocalGatewayOptionError('tokens', 'an HTTP backend issues its own tokens; leave this option out');
    }
    if (connectsPerMinute !== undefined && connectsPerMinute !== false) {
      throw new LocalGatewayOptionError(
        'connectsPerMinute',
        'an HTTP backend counts for itself; leave this option out',
      );
    }
    const { headerProfile = 'alb-nginx', timeout = limitsFrom(options).integration } = backend;
    // The type allows these two only, but JavaScript and the command line are not checked by it.
    if (!['raw', 'alb-nginx'].includes(headerProfile)) {
      throw new LocalGatewayOptionError(
        'backend.headerProfile',
        `${shown(headerProfile)} is neither "raw" nor "alb-nginx"`,
      );
    }
    return {
      kind: 'proxy',
      base: checkProxyUrl('backend.proxy', backend.proxy),
      headerProfile,
      apiId: backend.apiId ?? 'local',
      timeout: checkNumber('backend.timeout', timeout, { min: 1, max: LONGEST_TIMER, unit: 'ms' }),
      headers: checkHeaders('headers', headers ?? {}),
    };
  }
  if (headers !== undefined) {
    throw new LocalGatewayOptionError('headers', 'they are for an HTTP backend; handlers are called without any');
  }
  for (const [name, handler] of Object.entries(backend)) {
    if (typeof handler !== 'function') {
      throw new LocalGatewayOptionError(`backend.${name}`, `${shown(handler)} is not a function that handles messages`);
    }
  }
  return {
    kind: 'handlers',
    handlers: backend,
    tokens: tokens === false ? undefined : tokenSettings(tokens ?? {}),
    connectsPerMinute: checkPerMinute('connectsPerMinute', connectsPerMinute ?? 20),
  };
}

function tokenSettings(tokens: Exclude<LocalGatewayOptions['tokens'], false | undefined>) {
  refuseUnknown('tokens', tokens, ['ttl', 'perMinute']);
  const ttl = checkNumber('tokens.ttl', tokens.ttl ?? 60, { min: 0, max: 86_400, unit: 'seconds', fraction: true });
  return { ttlMs: ttl * 1000, perMinute: checkPerMinute('tokens.perMinute', tokens.perMinute ?? 20) };
}

function limitsFrom({ limits = {} }: LocalGatewayOptions): Limits {
  refuseUnknown('limits', limits, Object.keys(apiGatewayDefaults));
  const given = Object.entries(limits).filter(([, limit]) => limit !== undefined);
  const merged: Limits = { ...apiGatewayDefaults, ...Object.fromEntries(given) };
  for (const name of ['idle', 'age', 'integration'] as const) {
    checkNumber(`limits.${name}`, merged[name], { min: 1, max: LONGEST_TIMER, unit: 'ms' });
  }
  for (const name of ['frameBytes', 'messageBytes', 'bufferBytes'] as const) {
    checkNumber(`limits.${name}`, merged[name], { min: 1, max: 2 ** 30, unit: 'bytes' });
  }
  return merged;
}

const LIFE_ROUTES = ['$connect', '$default', '$disconnect'];

function routesFrom({ routes = {} }: LocalGatewayOptions): ReadonlyMap<string, RouteOptions> {
  const table = new Map<string, RouteOptions>(LIFE_ROUTES.map((key) => [key, {}]));
  for (const [key, route] of Object.entries(routes)) {
    if (key.startsWith('$') && !LIFE_ROUTES.includes(key)) {
      throw new LocalGatewayOptionError('routes', `${shown(key)}: only ${LIFE_ROUTES.join(', ')} may begin with "$"`);
    }
    if (route === undefined) continue;
    if (route === false) {
      table.delete(key);
      continue;
    }
    refuseUnknown(`routes.${key}`, route, ['twoWay', 'url', 'accepts']);
    if (route.url !== undefined) checkProxyUrl(`routes.${key}.url`, route.url);
    table.set(key, route);
  }
  return table;
}
