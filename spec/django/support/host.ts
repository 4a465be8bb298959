import { defer, type Observable } from 'rxjs';
import WebSocket from 'ws';
import type { TokenInput, WebSocketCtor } from '../../../lib';
import { launchChromium } from '../../browser/support/launch-chromium';
import { cookieOf, type Backend, type Visitor } from './backend';
import { clientBundle } from './made-once';
import { RecordedClient, type ClientOptions, type Entry, type Params } from './recorded-client';

/** A client somewhere. Its answers are JSON. */
export interface SteeredClient {
  send(name: string, params?: Params): Promise<string>;
  ask(name: string, params?: Params): Promise<unknown>;
  join(channel: string): Promise<void>;
  reconnect(): Promise<void>;
  close(): Promise<void>;
  until(kind: Entry['kind'], part: object, from?: number): Promise<Entry>;
  all(kind: Entry['kind']): Promise<readonly Entry['value'][]>;
  count(): Promise<number>;
}

/** Where clients run. */
export interface ClientHost {
  open(backend: Backend, visitor: Visitor, options?: Partial<ClientOptions>): Promise<SteeredClient>;
  close(): Promise<void>;
}

const optionsFor = ({ gateway, tokenUrl }: Backend, options: Partial<ClientOptions>): ClientOptions => ({
  url: gateway.url,
  tokenUrl,
  ...options,
});

/** Node has no cookies of its own: they are given to each request. */
export function nodeHost(): Promise<ClientHost> {
  return Promise.resolve({
    open(backend, visitor, options = {}) {
      const client = new RecordedClient(optionsFor(backend, options), {
        token: (url) => tokenWith(url, visitor),
        WebSocketCtor: webSocketOf(backend, visitor),
      });
      const steered: SteeredClient = {
        send: (name, params = {}) => Promise.resolve(client.send(name, params)),
        ask: (name, params = {}) => client.ask(name, params),
        join(channel) {
          client.join(channel);
          return Promise.resolve();
        },
        reconnect() {
          client.reconnect();
          return Promise.resolve();
        },
        close() {
          client.close();
          return Promise.resolve();
        },
        until: (kind, part, from) => client.until(kind, part, from),
        all: (kind) => Promise.resolve(client.all(kind)),
        count: () => Promise.resolve(client.count()),
      };
      return Promise.resolve(steered);
    },
    close: () => Promise.resolve(),
  });
}

/** Sockets with the headers that a browser of the visitor would send. */
export function webSocketOf({ origin }: Backend, visitor: Visitor): WebSocketCtor {
  const headers = { Cookie: cookieOf(visitor), Origin: origin };
  return class extends WebSocket {
    constructor(url: string | URL) {
      super(url, { headers });
    }
  };
}

/** A source like a fetch wrapper's: it throws an error that has the answer's `status` and `body`. */
export function tokenWith(url: string, visitor: Visitor): Observable<TokenInput> {
  return defer(async () => {
    const csrf = visitor.csrfToken === undefined ? {} : { 'X-CSRFToken': visitor.csrfToken };
    const response = await fetch(url, { method: 'POST', headers: { Cookie: cookieOf(visitor), ...csrf } });
    const { status, headers } = response;
    if (!response.ok) throw Object.assign(new Error('no token'), { status, headers, body: await response.text() });
    return (await response.json()) as TokenInput;
  });
}

/** A real browser: each visitor has a profile of their own, and the client runs in a page of the backend's. */
export async function chromiumHost(): Promise<ClientHost> {
  const browser = await launchChromium();
  return {
    async open(backend, visitor, options = {}) {
      const context = await browser.newContext();
      const { sessionId, csrfToken } = visitor;
      await context.addCookies([
        ...(sessionId === undefined
          ? []
          : [{ name: 'sessionid', value: sessionId, url: backend.origin, httpOnly: true }]),
        ...(csrfToken === undefined ? [] : [{ name: 'csrftoken', value: csrfToken, url: backend.origin }]),
      ]);
      const page = await context.newPage();
      await page.goto(backend.blankPage);
      await page.addScriptTag({ path: clientBundle });
      await page.evaluate((given) => window.openClient(given), optionsFor(backend, options));
      return {
        send: (name, params = {}) => page.evaluate(([n, p]) => window.client.send(n, p), [name, params] as const),
        ask: (name, params = {}) => page.evaluate(([n, p]) => window.client.ask(n, p), [name, params] as const),
        join: (channel) => page.evaluate((c) => window.client.join(c), channel),
        reconnect: () => page.evaluate(() => window.client.reconnect()),
        close: async () => {
          if (page.isClosed()) return;
          await page.evaluate(() => window.client.close());
          await context.close();
        },
        until: (kind, part, from) =>
          page.evaluate(([k, p, f]) => window.client.until(k, p, f), [kind, part, from] as const),
        all: (kind) => page.evaluate((k) => window.client.all(k), kind),
        count: () => page.evaluate(() => window.client.count()),
      };
    },
    close: () => browser.close(),
  };
}
