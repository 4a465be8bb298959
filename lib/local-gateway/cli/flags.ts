import { Command, InvalidArgumentError, Option } from 'commander';
import { version } from '../../../package.json';
import { LocalGatewayOptionError } from '../option-error';
import type { LocalGatewayOptions, RouteOptions } from '../options';

/** The parsed command line. */
export interface CommandLine {
  readonly options: LocalGatewayOptions;
  /** Whether to start the stand-in for the Django package behind the gateway. */
  readonly standIn: boolean;
  /** The settings for the backend of `--proxy`; undefined for another backend. */
  readonly proxied: { readonly apiId: string; readonly headerProfile: string } | undefined;
  readonly quiet: boolean;
}

interface Flags {
  readonly host: string;
  readonly port: number;
  readonly allowOrigin?: readonly string[];
  readonly proxy?: string;
  readonly djangoStandIn?: true;
  readonly headers?: 'raw' | 'alb-nginx';
  readonly header?: readonly string[];
  readonly apiId?: string;
  readonly timeout?: number;
  readonly stage: string;
  readonly routeSelection: string;
  readonly route?: readonly string[];
  readonly twoWay?: readonly string[];
  readonly default: boolean;
  readonly tokens: boolean;
  readonly tokensPerMinute?: number;
  readonly connectsPerMinute?: number;
  readonly limits: boolean;
  readonly idle?: number;
  readonly age?: number;
  readonly quiet?: true;
}

/** A fixed default port: a free one each time would have to be copied each time. */
const USUAL_PORT = 3001;

const EXAMPLES = `
Examples:
  $ rx-gateway-local                                            echo, chat and toasts, with a token endpoint
  $ rx-gateway-local --proxy http://localhost:8000/ws/          your Django (or other HTTP) backend behind it
  $ rx-gateway-local --proxy http://localhost:8000/ws/ --idle 20   cut idle connections after 20 s
  $ rx-gateway-local --django-stand-in                          the Django package's rules, without Django

In a terminal, keys make trouble while it runs (? lists them). A backend's 4xx and 5xx are shown loudly: the real
gateway hides them. Exit codes: 0 ended by you, 2 wrong options or a port in use.`;

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('It is not a number.');
  return value;
}

function seconds(text: string): number {
  const value = number(text);
  if (value <= 0) throw new InvalidArgumentError('It is not a number of seconds over 0.');
  return value;
}

function listed(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/**
 * The command with its flags; `write` gets its help text. Wrong flags throw a `CommanderError` instead of ending the
 * process.
 */
export function command(write: (text: string) => void): Command {
  return new Command('rx-gateway-local')
    .description(
      'An API Gateway WebSocket API on this machine: WebSocket in, your HTTP backend behind, @connections beside.',
    )
    .version(version, '-V, --version', 'print the version of the package')
    .option('--proxy <url>', 'the HTTP backend; connect, disconnect and default are POSTed under this URL')
    .option('--django-stand-in', "a backend with the Django package's rules: session, CSRF, tokens, limits")
    .option('-p, --port <n>', 'the port, 0 for a free one', number, USUAL_PORT)
    .option('--host <address>', 'the address to listen on; anything but loopback is open to your network', '127.0.0.1')
    .option('--allow-origin <origin>', 'a page of elsewhere that may come in, or a further Host; repeatable', listed)
    .addOption(
      new Option('--headers <profile>', 'headers to the backend: what a load balancer and nginx add too, or not')
        .choices(['alb-nginx', 'raw'])
        .default(undefined, 'alb-nginx'),
    )
    .option('--header <header>', "a further header of every call to the backend, 'Name: value'; repeatable", listed)
    .option('--api-id <id>', 'the API id that the backend is told (default: local)')
    .option('--timeout <ms>', "how long the backend may take to answer (default: 29000, API Gateway's)", number)
    .option('--stage <name>', 'the stage, accepted in front of paths', 'production')
    .option('--route-selection <expression>', 'what chooses the route of a message', '$request.body.action')
    .option('--route <key[=url]>', 'one more route, with a URL of its own if it has one; repeatable', listed)
    .option('--two-way <key>', "a route whose answers go back to the client, also '$default'; repeatable", listed)
    .option('--no-default', 'no $default route: messages that match nothing get Forbidden')
    .option('--idle <s>', 'seconds without a message until 1001 (default: 600)', seconds)
    .option('--age <s>', 'seconds until a connection is cut whatever it does (default: 7200)', seconds)
    .option('--no-tokens', 'no token endpoint, and none needed to connect (built-in backend)')
    .option('--tokens-per-minute <n>', 'tokens a client gets per minute (built-in backend; default: 20)', number)
    .option('--connects-per-minute <n>', 'connections per minute and address (built-in backend; default: 20)', number)
    .option('--no-limits', 'as many tokens and connections per minute as you like (built-in backend)')
    .option('-q, --quiet', 'log only what went wrong')
    .addHelpText('after', EXAMPLES)
    .helpOption('-h, --help', 'show this')
    .configureHelp({ helpWidth: 110 })
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .allowExcessArguments(false)
    .exitOverride();
}

/** Reads the command line. Throws commander's own error or a {@link LocalGatewayOptionError}. */
export function readCommandLine(argv: readonly string[], write: (text: string) => void): CommandLine {
  const flags = command(write).parse(argv, { from: 'user' }).opts<Flags>();
  const standIn = flags.djangoStandIn === true;
  if (standIn && flags.proxy !== undefined) {
    throw new LocalGatewayOptionError('--django-stand-in', 'it takes the place of a backend; leave out --proxy');
  }
  const proxied = flags.proxy !== undefined || standIn;
  return {
    options: {
      host: flags.host,
      port: flags.port,
      ...(flags.allowOrigin === undefined ? {} : { allowedOrigins: flags.allowOrigin }),
      stage: flags.stage,
      routeSelectionExpression: flags.routeSelection,
      routes: routesOf(flags),
      limits: {
        ...(flags.idle === undefined ? {} : { idle: flags.idle * 1000 }),
        ...(flags.age === undefined ? {} : { age: flags.age * 1000 }),
        ...(flags.timeout === undefined ? {} : { integration: flags.timeout }),
      },
      ...(proxied ? proxyOptions(flags) : builtInOptions(flags)),
    },
    standIn,
    proxied:
      flags.proxy === undefined
        ? undefined
        : { apiId: flags.apiId ?? 'local', headerProfile: flags.headers ?? 'alb-nginx' },
    quiet: flags.quiet === true,
  };
}

function proxyOptions(flags: Flags): LocalGatewayOptions {
  for (const [flag, given] of [
    ['--no-tokens', !flags.tokens],
    ['--tokens-per-minute', flags.tokensPerMinute !== undefined],
    ['--connects-per-minute', flags.connectsPerMinute !== undefined],
    ['--no-limits', !flags.limits],
  ] as const) {
    if (given) throw new LocalGatewayOptionError(flag, 'the backend has its own tokens and limits; leave this out');
  }
  const backend = {
    // The address of the stand-in is available only after its start.
    proxy: flags.proxy ?? 'http://127.0.0.1/',
    ...(flags.headers === undefined ? {} : { headerProfile: flags.headers }),
    ...(flags.apiId === undefined ? {} : { apiId: flags.apiId }),
  };
  return flags.header === undefined ? { backend } : { backend, headers: headersOf(flags.header) };
}

function builtInOptions(flags: Flags): LocalGatewayOptions {
  for (const [flag, given] of [
    ['--headers', flags.headers !== undefined],
    ['--header', flags.header !== undefined],
    ['--api-id', flags.apiId !== undefined],
  ] as const) {
    if (given) throw new LocalGatewayOptionError(flag, 'it is about an HTTP backend; add --proxy');
  }
  const unlimited = flags.limits ? undefined : (false as const);
  const connectsPerMinute = flags.connectsPerMinute ?? unlimited;
  const perMinute = flags.tokensPerMinute ?? unlimited;
  return {
    tokens: flags.tokens ? (perMinute === undefined ? {} : { perMinute }) : false,
    ...(connectsPerMinute === undefined ? {} : { connectsPerMinute }),
  };
}

/** The error does not show a value without a name: it may be the secret alone. */
function headersOf(entries: readonly string[]): Readonly<Record<string, string>> {
  const headers = entries.map((entry) => {
    const colon = entry.indexOf(':');
    const name = entry.slice(0, Math.max(colon, 0)).trim();
    if (name === '') {
      throw new LocalGatewayOptionError(
        '--header',
        "it needs a name and a value, e.g. --header 'X-Ws-Gateway-Secret: …'",
      );
    }
    return [name, entry.slice(colon + 1).trim()] as const;
  });
  return Object.fromEntries(headers);
}

function routesOf({
  route = [],
  twoWay = [],
  default: hasDefault,
}: Flags): Readonly<Record<string, RouteOptions | false>> {
  const routes = new Map<string, RouteOptions | false>();
  for (const entry of route) {
    const [key = '', ...url] = entry.split('=');
    if (key === '') throw new LocalGatewayOptionError('--route', 'it needs a key, e.g. --route chat');
    routes.set(key, url.length === 0 ? {} : { url: url.join('=') });
  }
  for (const key of twoWay) {
    const route = routes.get(key);
    routes.set(key, { ...(route === false ? {} : route), twoWay: true });
  }
  if (!hasDefault) routes.set('$default', false);
  return Object.fromEntries(routes);
}
