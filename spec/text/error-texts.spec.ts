// Of the default build alone (of words): spec/production/in-numbers.ts leaves it out.
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { EMPTY, map, NEVER, of, throwError, timer, type Observable } from 'rxjs';
import ts from 'typescript';
import { djangoToken, gatewaySocket, type AnyMessages, type GatewaySocketError } from '../../lib';
import { Clock } from '../../lib/clock';
import { configErrorOf } from '../../lib/errors';
import { checkCloseFrame } from '../../lib/connection/close-frame';
import { neverAnswered, RECEIVED_NOTHING } from '../../lib/connection/deaf-hints';
import { deafEnding, endingOf, unanswered } from '../../lib/connection/endings';
import { Link } from '../../lib/connection/link';
import { refusalHint } from '../../lib/connection/refusals';
import { encode } from '../../lib/sending/encode';
import { requestId } from '../../lib/sending/request-ids';
import { redirectRefusal, refusalOf } from '../../lib/token/token-answer';
import { noFetch, tokenErrorOf } from '../../lib/token/token-error-of';
import { freshToken, UsedTokens, type TokenSource } from '../../lib/token/token-source';
import { filesIn, ROOT } from '../docs/page';
import { FakeSocket } from '../support/fake-socket';
import { recorded } from '../support/recorded';
import { thrown } from '../support/thrown';
import { virtualSocket, type VirtualSocket } from '../support/virtual-socket';
import { virtualTime } from '../support/virtual-time';

const OPTIONS = { route: undefined, messageBytes: 100 };
const TOKEN = { tokenTimeout: 1_000 };

const clock = new Clock(virtualTime());

/** The error of an option. */
const config = (options: object) => () => thrown(() => gatewaySocket({ url: 'wss://h.test', log: false, ...options }));

/** The error of a connection with these options, after some time. */
const later =
  (options: object, ms = 100) =>
  () => {
    const { socket, time, made } = virtualSocket(options);
    const { errors } = recorded(socket.messages$);
    time.advance(ms);
    made.at(-1)?.accept();
    time.advance(ms);
    socket.close();
    return errors[0];
  };

/** The same on a host without a WebSocket: Node has one from 22 on. */
const withoutWebSocket =
  <Made>(make: () => Made) =>
  () => {
    const native = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket');
    Reflect.deleteProperty(globalThis, 'WebSocket');
    try {
      return make();
    } finally {
      if (native) Object.defineProperty(globalThis, 'WebSocket', native);
    }
  };

const answer = (status: number, body = '', slashless = false) => refusalOf({ status, body, slashless }, 0);

/** The error of a token source. */
const token =
  (source: Observable<unknown> | (() => unknown), ms = 0) =>
  () => {
    const time = virtualTime();
    const taken = recorded(freshToken(source as TokenSource, { attempt: 1 }, TOKEN, new Clock(time)));
    time.advance(ms);
    return taken.errors[0];
  };

/** The error of a request. */
const request =
  (go: (made: VirtualSocket<AnyMessages, AnyMessages>) => void, options: object = {}) =>
  () => {
    const made = virtualSocket(options);
    const { errors } = recorded(made.socket.request('save'));
    go(made);
    return errors[0];
  };

const throwing = (): never => {
  throw new TypeError('mine');
};

/** An answer that a suspended page reads late. */
const lateToken = () => {
  const time = virtualTime();
  const answer = timer(500, time.scheduler).pipe(map(() => ({ token: 't', expires_in: 0.1 })));
  const taken = recorded(freshToken(answer, { attempt: 1 }, TOKEN, new Clock(time)));
  time.advance(1_000);
  return taken.errors[0];
};

/** Parameters that have an action only when they are copied. */
const changing = new Proxy(
  {},
  {
    has: () => false,
    ownKeys: () => ['action'],
    getOwnPropertyDescriptor: () => ({ value: 'x', enumerable: true, configurable: true }),
    get: (_target, key) => (key === 'action' ? 'x' : undefined),
  },
);

const withoutCrypto = () => {
  const random = jest.replaceProperty(globalThis, 'crypto', undefined as never);
  try {
    return thrown(() => requestId());
  } finally {
    random.restore();
  }
};

const reading = (params: object) => () => thrown(() => encode({ name: 'save', params }, OPTIONS));

/**
 * What a reader needs of each text: what is wrong, what came (where something came), and what to do (where anything can be
 * done). An option is written as in the configuration.
 */
type Row = readonly [make: () => unknown, what: RegExp, came?: RegExp | undefined, toDo?: RegExp];
const rows: readonly Row[] = [
  // Options. Those that must be of some kind are in config.spec.ts.
  [config({ url: '' }), /^url: /, /got an empty string/, /such as 'wss:\/\//],
  [config({ url: 'wss://' }), /^url: must be an address/, /got /, /such as 'wss:\/\//],
  [config({ url: 'https://h.test' }), /^url: /, /got 'https:\/\/h.test'/, /must start with wss:\/\//],
  [config({ url: 'ws://h.test' }), /clear text/, /got 'ws:\/\/h.test'/, /use wss:\/\/, or set allowInsecure/],
  [config({ url: 'wss://h.test#a' }), /no fragment/, /#/, /leave out/],
  [config({ url: 'wss://h.test?channel=a' }), /'channel' itself/, /got 'wss:\/\/h.test/, /added for each connection/],
  [config({ channelParam: 'ws_token' }), /^channelParam: /, /both are 'ws_token'/, /must differ from tokenParam/],
  [config({ query: { channel: 'a' } }), /^query\.channel: /, undefined, /leave it out, or rename it with channelParam/],
  [config({ query: { a: '\ud800' } }), /^query\.a: contains half of a surrogate pair/, undefined, /no URL can contain/],
  [config({ token: Promise.resolve('t') }), /^token: is a Promise/, /works once/, /pass a function/],
  [config({ token: 't' }), /^token: /, /got a string/, /must be an Observable or a function/],
  [config({ channel: 'a b' }), /^channel: /, /got 'a b'/, /must match/],
  [config({ typeKey: 'a', typeOf: () => 'a' }), /^typeOf: /, /typeKey/, /cannot be combined/],
  [
    config({ keepAlive: { name: 'a', every: 1, params: { action: 1 } } }),
    /^keepAlive\.params: /,
    /'action'/,
    /rename it/,
  ],
  [
    () => thrown(() => checkCloseFrame({ code: 1_001, reason: '' })),
    /^code: /,
    /got 1001/,
    /1000 or from 3000 to 4999/,
  ],
  [
    () => thrown(() => checkCloseFrame({ code: 1_000, reason: 'x'.repeat(200) })),
    /^reason: /,
    /200 bytes/,
    /at most 123/,
  ],
  // Functions of the configuration.
  [later({ url: throwing }), /^url: the function threw/],
  [later({ query: { filler: 'x'.repeat(5_000) } }), /^url: is 5\d+ characters/, /with its query/, /4096 at most/],
  [later({ hello: throwing }), /^hello: the function threw/],
  [later({ hello: () => 7 }), /^hello: /, /returned 7/, /\[\{ name, params \}\]/],
  [later({ attemptsPerMinute: { claim: throwing } }), /^attemptsPerMinute: its claim\(\) threw/],
  [later({ isFatal: throwing, token: throwError(() => 1) }), /^isFatal: the function threw/],
  [
    withoutWebSocket(later({ WebSocketCtor: undefined })),
    /^WebSocketCtor: there is no global WebSocket/,
    undefined,
    /import WebSocket from 'ws'/,
  ],
  [withoutCrypto, /^request\.reply: .*getRandomValues/, undefined, /polyfill, or name/],
  [() => configErrorOf(new Error('mine')), /^config: a function in it threw/],
  // Tokens.
  [() => noFetch(), /^token: there is no fetch/, undefined, /pass a function that does without/],
  [lateToken, /came after 500 ms/, /lives for 100 ms/, /Another is fetched/],
  [() => answer(401), /answered 401/, /nobody is logged in/, /session cookie was not sent/],
  [() => answer(403, 'Rate limit exceeded'), /answered 403/, /too many tokens/],
  [() => answer(403, 'CSRF'), /answered 403/, /CSRF check failed/, /csrftoken cookie .*X-CSRFToken/],
  [() => answer(403), /answered 403/, /firewall or a CDN|permission/, /backend's log/],
  [() => answer(404), /answered 404/, undefined, /check its address and that it takes a POST/],
  [() => answer(302, '', true), /answered 302/, /no final slash/, /write '\/api\/ws-token\/'/],
  [() => answer(503), /answered 503/, /backend is in trouble/],
  [() => answer(500, '', true), /answered 500/, /lacks its final slash/, /'\/api\/ws-token\/'/],
  [() => answer(204), /answered 204/, /no token/],
  [() => redirectRefusal(false), /a redirect/, /a login/, /nobody is logged in/],
  [() => redirectRefusal(true), /a redirect/, /no final slash/, /write '\/api\/ws-token\/'/],
  [() => tokenErrorOf({ status: 0 }, 0), /no answer/, /server is down, or CORS/],
  [() => tokenErrorOf(new SyntaxError('x'), 0), /answered with no JSON/],
  [() => tokenErrorOf(new TypeError('x is not a function'), 0), /source threw/, /TypeError: x is not a function/],
  [
    () => tokenErrorOf(new TypeError('fetch failed', { cause: { code: 'ERR_INVALID_URL' } }), 0),
    ...([/^token: there is no page here/, undefined, /must be absolute/] as const),
  ],
  [() => tokenErrorOf(new Proxy({}, { get: throwing }), 0), /source threw something that cannot be read/],
  [token(EMPTY), /completed without a token/, undefined, /must emit one for each subscriber/],
  [token(NEVER, 2_000), /no token came within 1000 ms/, undefined, /tokenTimeout/],
  [token(of({ key: 't' })), /expected a token/, /got an object with the keys \[key\]/],
  [token(of({ token: 7 })), /expected `token` to be a non-empty string/, /got number/],
  [token(() => 'abc'), /^token: /, /it returned string/, /must return an Observable, a Promise or an iterable/],
  [
    () => {
      const used = new UsedTokens();
      used.claim('t');
      return thrown(() => used.claim('t'));
    },
    ...([/a token that was used before/, undefined, /a cold Observable, or a function, without shareReplay/] as const),
  ],
  [() => thrown(() => djangoToken('')), /^djangoToken: /, /got ''/, /as '\/api\/ws-token\/'/],
  // Connections.
  [() => endingOf('refused', undefined, 0), /refused/, /code 1006/],
  [() => endingOf('timeout', undefined, 0), /did not open within openTimeout/],
  [
    () => endingOf('lost', { code: 1_001, reason: 'Going away', wasClean: true }, 5),
    /lost after 5 ms/,
    /code 1001 "Going away"/,
  ],
  [
    () => unanswered(new Link(new FakeSocket('wss://h.test'), clock), 5),
    /answered a keep-alive/,
    /5 ms/,
    /keepAlive\.timeout/,
  ],
  [() => deafEnding(), /received nothing of what the older connection received/],
  [
    () => refusalHint,
    /handshake is refused/,
    /url is wrong.*backend is down.*origin.*SESSION_COOKIE_DOMAIN.*channel.*20 connections/,
    /backend's log/,
  ],
  [() => RECEIVED_NOTHING, /received nothing/, /marked it as gone/, /Another connection is opened/],
  [() => neverAnswered('ping', 'pong'), /No keep-alive/, /'ping'/, /of type 'pong'\?/],
  // Sends and requests.
  [reading({ text: 'x'.repeat(200) }), /'save' has more than the 100 bytes/, undefined, /limits\.messageBytes/],
  [reading({ action: 1 }), /'save' hold 'action'/, /selects its handler/, /rename it/],
  [reading({ n: 1n }), /'save' cannot be written as JSON/],
  [reading(changing), /'save' changed while they were read/],
  [reading(new Map()), /'save' must be a plain object/, /got \[object Map\]/],
  [() => thrown(() => encode({ name: '' }, OPTIONS)), /a message needs a name/, /got ''/, /non-empty string/],
  [
    () => thrown(() => encode({ name: 'a', params: 7 as never }, OPTIONS)),
    /params of 'a'/,
    /got 7/,
    /must be an object/,
  ],
  [
    () => thrown(() => encode({ name: 'a', action: 'b' }, OPTIONS)),
    /options\.action/,
    undefined,
    /needs the option `route`/,
  ],
  [
    () => thrown(() => encode({ name: 'a', action: '' }, { ...OPTIONS, route: 'r' })),
    /options\.action/,
    /got ''/,
    /non-empty/,
  ],
  [
    () => {
      const { socket } = virtualSocket({ outbox: { capacity: 1, overflow: 'throw' } });
      socket.send('save');
      return thrown(() => socket.send('save'));
    },
    ...([/'save' was not queued/, /full with 1 messages/, /outbox\.capacity/] as const),
  ],
  [
    () => {
      const { socket } = virtualSocket();
      socket.close();
      return thrown(() => socket.send('save'));
    },
    ...([/'save' was sent after close\(\)/, undefined, /final/] as const),
  ],
  [
    () => {
      const { socket } = virtualSocket();
      socket.close();
      return recorded(socket.request('save')).errors[0];
    },
    ...([/'save' was requested after close\(\)/, undefined, /final/] as const),
  ],
  [request(({ time }) => time.advance(10_000)), /'save' had no reply/, /10000 ms/, /with its request_id/],
  [
    request(({ time }) => time.advance(5_000), { outbox: { ttl: 10 } }),
    /'save' waited too long/,
    undefined,
    /outbox\.ttl/,
  ],
  [
    request(({ socket }) => socket.send('b'), { outbox: { capacity: 1 } }),
    /'save' was dropped/,
    /full outbox/,
    /outbox\.capacity/,
  ],
  [
    request(({ accept, made }) => {
      accept();
      made[0]!.end(1_006, '', false);
    }),
    ...([/'save' had no reply when its connection ended/, /may or may not have been carried out/] as const),
  ],
  [
    request(({ accept }) => accept().deliver('{"message":"Forbidden","connectionId":"a","requestId":"b"}')),
    ...([/'save' was answered by the gateway itself/, /"Forbidden"/] as const),
  ],
];

const texts = rows.map(([make, ...parts]) => {
  const made = make();
  return { text: typeof made === 'string' ? made : String((made as GatewaySocketError | undefined)?.message), parts };
});

it.each(texts)('"$text" has what is wrong, what came and what to do', ({ text, parts }) => {
  for (const part of parts) if (part) expect(text).toMatch(part);
  // A sentence, or what a function threw; without a value that was forgotten.
  expect(text).toMatch(/[.?)]$| threw /);
  expect(text).not.toMatch(/undefined|\[object Object\]|NaN/);
});

/** The pieces of text that the sources make errors of, `must()` apart. */
function piecesOf(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.ES2022, true);
  const pieces: string[] = [];
  const collect = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node))
      pieces.push(node.text);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, collect);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && /^(Config|Token|Connection|Send|Request)Error$/.test(node.expression.getText()))
      (node.arguments ?? []).forEach(collect);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return pieces.map((piece) => piece.trim()).filter((piece) => piece.length > 12 && piece.includes(' '));
}

it('the table has every text that the sources make an error of', () => {
  // The answers of djangoToken() come later: django-token.spec.ts has them.
  const files = filesIn('lib', '.ts').filter(
    (file) => !/^lib\/(local-gateway|testing|angular|tabs)\/|django-token/.test(file),
  );
  const all = texts.map(({ text }) => text).join('\n');
  const missing = files.flatMap((file) =>
    piecesOf(file)
      .filter((piece) => !all.includes(piece))
      .map((piece) => `${file}: ${piece}`),
  );
  expect(files.length).toBeGreaterThan(80);
  expect(missing).toEqual([]);
});

it('no text or comment names an internal note', () => {
  const files = ['lib', 'examples', 'docs'].flatMap((folder) => [...filesIn(folder, '.ts'), ...filesIn(folder, '.md')]);
  const note = /\bcontract [A-E]\d?\b|\bissue \d+\b|\bapi\.md\b|\bdesign\.md\b|\/work\//i;
  const named = files.filter((file) => note.test(readFileSync(join(ROOT, file), 'utf8')));
  expect(named).toEqual([]);
});
