import { startDjangoStandIn, startLocalGateway } from '../../../lib/local-gateway';
import { gatewaySecret, secretHeader, ShiftedClock, type Backend } from './backend';

const BLANK = '/specs/blank/';

/** The built-in stand-in for Django, behind a gateway. */
export async function startStandInBackend(): Promise<Backend> {
  const clock = new ShiftedClock();
  const closed = new Set<string>();
  const django = await startDjangoStandIn({
    gatewaySecret,
    clock: () => clock.now(),
    mayJoin: (_username, channel) => !closed.has(channel),
    site: (_request, response) => {
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>blank</title>');
    },
  });
  const gateway = await startLocalGateway({ backend: { proxy: django.url }, headers: secretHeader });
  django.sendThrough(gateway.managementUrl);
  return {
    gateway,
    origin: django.origin,
    tokenUrl: django.tokenUrl,
    plainTokenUrl: django.tokenUrl,
    blankPage: django.origin + BLANK,
    logIn: (username) => Promise.resolve(django.signIn(username)),
    logOut({ sessionId = '' }) {
      django.signOut(sessionId);
      return Promise.resolve();
    },
    closeChannel(channel) {
      closed.add(channel);
      return Promise.resolve();
    },
    denyingTokenUrl() {
      django.failTokens(3, 403, '<h1>403 Forbidden</h1>');
      return django.tokenUrl;
    },
    pass(ms, speed = 1) {
      clock.pass(ms, speed);
      return Promise.resolve();
    },
    now: () => clock.now(),
    sendNumbers(channel, perSecond) {
      const began = Date.now();
      const stopping = new AbortController();
      let sent = 0;
      const sending = (async () => {
        while (!stopping.signal.aborted) {
          await django.broadcast({ type: 'number', n: sent }, channel);
          sent += 1;
          const due = began + (sent * 1_000) / perSecond;
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - Date.now())));
        }
      })();
      return Promise.resolve({
        async stop() {
          stopping.abort();
          await sending;
          return { sent, seconds: (Date.now() - began) / 1_000 };
        },
      });
    },
    rows: () => Promise.resolve(django.sessions),
    // It lists no row that is gone.
    clearSessions: () => Promise.resolve(),
    stop: () => django.stop(),
    start: () => django.start(),
    async close() {
      await gateway.close();
      await django.close();
    },
  };
}
