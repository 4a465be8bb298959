import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manage, startDjango, type Running } from '../../../examples/django/launch/django';
import { freePort, host } from '../../../examples/django/launch/ports';
import { startLocalGateway, type LocalGatewayOptions } from '../../../lib/local-gateway';
import { cookieOf, secretHeader, ShiftedClock, type Backend, type Numbers, type Row, type Visitor } from './backend';
import { migratedDatabase, specsEnvironment, venv } from './made-once';

const PASSWORD = 'lovelace';

export interface DjangoBackend extends Backend {
  /** What Django has logged. */
  log(): string;
  /** Sets settings that Django reads with each request; a tuple comes as a list. */
  configure(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Writes down so many connections of a user from this machine, as the package does. */
  countConnections(visitor: Visitor, count: number): Promise<void>;
  /** Sends equal texts, which only their `event_id` tells apart. */
  sendEqualTexts(channel: string, perSecond: number): Promise<Numbers>;
}

/** What differs from one site to another; everything may be left out. */
export interface DjangoSite {
  readonly env?: Readonly<Record<string, string>>;
  /** The gateway's routes, by the origin of the site. */
  readonly routes?: (origin: string) => NonNullable<LocalGatewayOptions['routes']>;
}

/** Django itself with the package itself, in a process of its own, behind a gateway in this one. */
export async function startDjangoBackend({
  env: ofSite = {},
  routes = () => ({}),
}: DjangoSite = {}): Promise<DjangoBackend> {
  const state = await mkdtemp(join(tmpdir(), 'django-specs-'));
  await copyFile(migratedDatabase, join(state, 'db.sqlite3'));
  const port = await freePort();
  const origin = `http://${host}:${port}`;
  const gateway = await startLocalGateway({
    backend: { proxy: `${origin}/ws/` },
    headers: secretHeader,
    routes: routes(origin),
  });
  const clock = new ShiftedClock();
  const python = join(venv, 'bin/python');
  const gatewayPort = Number(new URL(gateway.managementUrl).port);
  const logged: string[] = [];

  const startProcess = (): Promise<Running> => {
    const env = {
      ...specsEnvironment,
      ...ofSite,
      SPECS_CLOCK_AHEAD: String(clock.ahead / 1_000),
      SPECS_CLOCK_SPEED: String(clock.speed),
    };
    return startDjango({ python, port, state, gatewayPort, env, print: (text) => logged.push(text) });
  };
  let django = await startProcess();

  const steer = async (order: string, parameters: object = {}): Promise<unknown> => {
    const response = await fetch(`${origin}/specs/steer/`, {
      method: 'POST',
      body: JSON.stringify({ order, ...parameters }),
    });
    if (!response.ok) throw new Error(`${order} answered ${response.status}: ${logged.join('').slice(-2_000)}`);
    return response.json();
  };

  const send = async (channel: string, perSecond: number, equal: boolean): Promise<Numbers> => {
    await steer('start_numbers', { channel, per_second: perSecond, equal });
    return {
      async stop() {
        // `Numbers.stop` answers these three.
        const stopped = (await steer('stop_numbers', { channel })) as {
          readonly sent: number;
          readonly seconds: number;
          readonly error: string | null;
        };
        if (stopped.error !== null) throw new Error(`the sender of ${channel} failed: ${stopped.error}`);
        return stopped;
      },
    };
  };

  return {
    gateway,
    origin,
    tokenUrl: `${origin}/api/ws-token/`,
    plainTokenUrl: `${origin}/specs/plain-token/`,
    blankPage: `${origin}/specs/blank/`,
    async logIn(username) {
      await steer('user', { username });
      return logInWithForm(`${origin}/login/`, username);
    },
    async logOut(visitor) {
      const headers = { Cookie: cookieOf(visitor), 'X-CSRFToken': visitor.csrfToken ?? '' };
      const answer = await fetch(`${origin}/logout/`, { method: 'POST', redirect: 'manual', headers });
      if (answer.status !== 302) throw new Error(`the logout of ${visitor.username} answered ${answer.status}`);
    },
    async closeChannel(channel) {
      await steer('close_channel', { channel });
    },
    denyingTokenUrl: () => `${origin}/specs/token-for-some/`,
    async pass(ms, speed = 1) {
      clock.pass(ms, speed);
      await steer('clock', { ahead: clock.ahead / 1_000, speed });
    },
    now: () => clock.now(),
    sendNumbers: (channel, perSecond) => send(channel, perSecond, false),
    sendEqualTexts: (channel, perSecond) => send(channel, perSecond, true),
    async countConnections({ username }, count) {
      await steer('attempts', { username, count });
    },
    async configure(settings) {
      await steer('configure', settings);
    },
    async rows() {
      const { rows } = (await steer('rows')) as {
        readonly rows: readonly { connection_id: string; channel_name: string; connected: boolean }[];
      };
      return rows.map(({ connection_id, channel_name, connected }): Row => ({
        connectionId: connection_id,
        channel: channel_name,
        connected,
      }));
    },
    async clearSessions() {
      await manage({ python, state, gatewayPort, env: specsEnvironment }, 'clearWebSocketSessions');
    },
    log: () => logged.join(''),
    stop: () => django.stop(),
    async start() {
      django = await startProcess();
    },
    async close() {
      await gateway.close();
      await django.stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}

/** Logs in as a browser does: the form, its hidden field, the cookies. */
async function logInWithForm(url: string, username: string): Promise<Visitor> {
  const form = await fetch(url);
  const field = /name="csrfmiddlewaretoken" value="(\w+)"/.exec(await form.text())?.[1] ?? '';
  const answer = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { Cookie: form.headers.getSetCookie().map(pairOf).join('; ') },
    body: new URLSearchParams({ username, password: PASSWORD, csrfmiddlewaretoken: field }),
  });
  if (answer.status !== 302) throw new Error(`the login of ${username} answered ${answer.status}`);
  const cookies = new Map(answer.headers.getSetCookie().map((line) => pairOf(line).split('=') as [string, string]));
  return { username, sessionId: cookies.get('sessionid'), csrfToken: cookies.get('csrftoken') };
}

const pairOf = (setCookie: string): string => setCookie.split(';')[0] ?? '';
