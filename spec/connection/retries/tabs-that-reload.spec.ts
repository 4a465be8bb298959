import { Observable } from 'rxjs';
import type { TokenInput } from '../../../lib';
import { connectRefusal, clientOf, type ViewRequest } from '../../../lib/local-gateway/django-stand-in/connect-checks';
import { SignIns } from '../../../lib/local-gateway/django-stand-in/sign-ins';
import { tokenView } from '../../../lib/local-gateway/django-stand-in/token-view';
import { ConnectLimit } from '../../../lib/local-gateway/rules/connect-limit';
import { TokenStore } from '../../../lib/local-gateway/rules/token-store';
import { assemble } from '../../../lib/gateway-socket';
import { FakeSocket } from '../../support/fake-socket';
import { seeded } from '../../support/seeded';
import { virtualTime } from '../../support/virtual-time';

/** The Django package's own limits for a user. */
const TOKENS_A_MINUTE = 20;
const CONNECTS_A_MINUTE = 20;
/** ms for the way to the backend and back. */
const ROUND_TRIP = 40;

/** The backend's rules, which are those of the stand-in for Django, in virtual time; a browser with tabs of one user. */
function browser(seed: number) {
  const time = virtualTime(seeded(seed));
  const { scheduler } = time;
  const clock = () => scheduler.now();
  const signIns = new SignIns();
  const { cookie, csrfToken } = signIns.add('ada');
  const tokens = new TokenStore(60_000, clock);
  const connectLimit = new ConnectLimit(CONNECTS_A_MINUTE, clock);
  const rules = { signIns, tokens, connectLimit, allowedHosts: [], mayJoin: () => true };
  const endpoint = tokenView({
    signIns,
    tokens,
    perMinute: TOKENS_A_MINUTE,
    expirySeconds: 60,
    trustedOrigins: [],
    clock,
  });
  const said: string[] = [];

  const token$ = new Observable<TokenInput>((subscriber) =>
    scheduler.schedule(() => {
      const { status, body } = endpoint('POST', { cookie, 'x-csrftoken': csrfToken, host: 'example.com' });
      said.push(`token ${status}`);
      if (status === 200) subscriber.next(JSON.parse(body) as TokenInput);
      else subscriber.error({ status, error: body });
    }, ROUND_TRIP),
  );

  const handshakeOf = (url: string): ViewRequest => ({
    route: 'connect',
    query: new URL(url).searchParams,
    body: '',
    headers: {
      host: 'example.com',
      origin: 'https://example.com',
      cookie,
      connectionid: 'AAAAAAAAAAAAAAA=',
      'x-forwarded-for': '192.0.2.1',
      'sec-websocket-extensions': 'permessage-deflate',
      'sec-websocket-key': 'key',
      'sec-websocket-version': '13',
    },
  });

  class Socket extends FakeSocket {
    constructor(url: string) {
      super(url);
      scheduler.schedule(() => {
        const request = handshakeOf(url);
        const refusal = connectRefusal(request, rules);
        if (!refusal) connectLimit.record(clientOf(request, rules));
        said.push(`connect ${refusal ? `${refusal.status} ${refusal.body}` : 200}`);
        if (this.readyState !== 0) return;
        if (refusal) this.end(1_006, '', false);
        else this.accept();
      }, ROUND_TRIP);
    }
  }

  const open = () => {
    const socket = assemble(
      { url: 'wss://ws.example.com', token: token$, WebSocketCtor: Socket, environment: false, log: false },
      time,
    );
    socket.connect();
    return socket;
  };
  return { time, open, said };
}

/** Five tabs that are reloaded four times, `pause` ms apart: for how long each is dark after the last time, in ms. */
function reloaded(seed: number, pause: number) {
  const { time, open, said } = browser(seed);
  let tabs = Array.from({ length: 5 }, open);
  for (let reload = 0; reload < 4; reload += 1) {
    time.advance(pause);
    for (const tab of tabs) tab.close();
    tabs = tabs.map(open);
  }
  const since = time.scheduler.now();
  const dark: number[] = [];
  for (const tab of tabs) {
    tab.status$.subscribe(({ state }) => {
      if (state === 'open') dark.push(time.scheduler.now() - since);
    });
  }
  time.advance(180_000);
  return { dark, said };
}

describe('five tabs of a user that are reloaded four times', () => {
  const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);

  it.each([
    // 20 tokens were given in the last 40 s: the first five of them count for 20 s more.
    [10_000, 20_000],
    [1_000, 56_000],
  ])('%d ms apart are dark for at most 15 s more than the limit lasts', (pause, limit) => {
    const runs = SEEDS.map((seed) => reloaded(seed, pause));
    for (const { dark } of runs) {
      expect(dark).toHaveLength(5);
      // A token that was refused is asked for again after 15 s at most, and two round trips bring the connection.
      for (const ms of dark) expect([ms > limit, ms <= limit + 15_000 + 2 * ROUND_TRIP]).toEqual([true, true]);
    }
    const last = runs.map(({ dark }) => Math.max(...dark)).sort((one, other) => one - other);
    const seconds = (ms = 0) => `${(ms / 1_000).toFixed(1)} s`;
    console.log(
      `five tabs, reloaded ${pause} ms apart: the last is back after ${seconds(last[25])} (median of 50), ` +
        `${seconds(last.at(-1))} at most, where the limit itself takes ${seconds(limit)}`,
    );
    // Each handshake had a token of its own, so the limit of the connections is not met.
    for (const { said } of runs) expect(said.filter((what) => /connect (?!200)/.test(what))).toEqual([]);
  });
});
