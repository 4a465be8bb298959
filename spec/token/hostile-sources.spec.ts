import { runInNewContext } from 'node:vm';
import { defer, of, throwError } from 'rxjs';
import fc from 'fast-check';
import { djangoToken } from '../../lib';
import { ConfigError, TokenError } from '../../lib/errors';
import { foreignText } from '../../lib/foreign-error';
import { tokenErrorOf } from '../../lib/token/token-error-of';
import type { TokenSource } from '../../lib/token/token-source';
import { said } from '../support/said';
import { openClient } from '../support/virtual-client';

/** A token as the backend makes them, and parts of it that would be as good as the whole, or nearly. */
const TOKEN = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const SECRET = new RegExp(`SECRET|${TOKEN.match(/.{8}/g)!.join('|')}`, 'i');

const ADDRESS = `https://user:SECRET@www.example.com/api?ws_token=${TOKEN}`;
const unreadable = `Unexpected token 'S', "SECRET ${TOKEN}" is not valid JSON`;
const throwing = (): never => {
  throw new Error(`the answer was ${TOKEN} {"token": "SECRET"}`);
};
function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
const inAnotherRealm = (code: string): unknown => runInNewContext(`try { ${code} } catch (error) { error }`);

const thrown: readonly (readonly [string, unknown])[] = [
  ['a SyntaxError that quotes the answer', new SyntaxError(unreadable)],
  ['a SyntaxError of another realm', inAnotherRealm(`JSON.parse('${TOKEN}')`)],
  [
    'a SyntaxError of another realm that quotes more',
    inAnotherRealm(`throw new SyntaxError(${JSON.stringify(unreadable)})`),
  ],
  ['a TypeError with the address', new TypeError(`Failed to parse URL from ${ADDRESS}`)],
  ['a TypeError of another realm with the address', inAnotherRealm(`throw new TypeError('Invalid URL: ${ADDRESS}')`)],
  ['a network failure with the address', new TypeError(`error sending request for url (${ADDRESS})`)],
  ['an error that wraps one', new Error('no token', { cause: new SyntaxError(unreadable) })],
  ['an error that wraps the message of one', new Error(`no token: ${unreadable}`)],
  ['an error that wraps an answer', new Error(`unexpected answer {"token":"SECRET"}`)],
  ['an error that wraps a page', new Error(`unexpected answer <input value=SECRET>`)],
  ['several errors in one', new AggregateError([new Error('SECRET'), new SyntaxError(unreadable)], 'all failed')],
  ['a DOMException with the address', new DOMException(`cannot load ${ADDRESS}`, 'NetworkError')],
  ['a token that is split over lines', new Error(`got\n${TOKEN.match(/.{16}/g)!.join('\n')}`)],
  ['a token that is split over words', new Error(`got ${TOKEN.match(/.{16}/g)!.join(' ')}`)],
  ['a token behind its name', new Error(`no such token: SECRET, ws_token=SECRET, Bearer SECRET`)],
  ['a token in capitals', new Error(`got ${TOKEN.toUpperCase()}`)],
  ['a signed token', new Error('got eyJhbGciOiJIUzI1NiJ9.eyJ1IjoiU0VDUkVUIn0.SECRET0123456789abcdef')],
  ['a text', `SECRET ${TOKEN}`],
  ['a token as the name of an error', Object.assign(new Error('x'), { name: TOKEN })],
  ['a token as the code of an error', Object.assign(new Error('x'), { code: TOKEN })],
  ['a token in a property of an error', Object.assign(new Error('x'), { config: { url: ADDRESS }, request: [TOKEN] })],
  ['an object with a token as its key', { [TOKEN]: 1, SECRET: 1 }],
  ['an error whose message cannot be read', Object.defineProperty(new Error('x'), 'message', { get: throwing })],
  ['an error whose name cannot be read', Object.defineProperty(new Error('x'), 'name', { get: throwing })],
  ['a Proxy whose every trap throws', new Proxy({}, { get: throwing, has: throwing, getPrototypeOf: throwing })],
  ['a denial with a token in its body', { status: 401, error: { session: TOKEN } }],
  ['a denial whose body cannot be read', Object.defineProperty({ status: 403 }, 'error', { get: throwing })],
  ['a denial whose body cannot be written', { status: 403, body: { toJSON: throwing } }],
  ['a denial whose headers throw', { status: 429, headers: { get: throwing } }],
  ['a denial with a token in its headers', { status: 429, statusText: TOKEN, headers: { get: () => TOKEN } }],
  ['a TokenError of the application', new TokenError('network', 'mine', { cause: new Error(ADDRESS) })],
  [
    'a TokenError of another copy that keeps its cause',
    Object.assign(new Error('mine', { cause: new Error(ADDRESS) }), { name: 'TokenError', kind: 'network' }),
  ],
  [
    'a TokenError of another copy whose cause has a token for its name',
    Object.assign(new Error('mine', { cause: { name: TOKEN, code: 'SECRET '.repeat(9) } }), {
      name: 'TokenError',
      kind: 'network',
    }),
  ],
  ['a ConfigError of the application', new ConfigError('token', 'mine', { cause: new Error(ADDRESS) })],
  ['an error whose text cannot be made', Object.assign(new Error('x'), { message: { toString: throwing }, name: 7 })],
  ['a Proxy that was revoked', revoked()],
  ['an error whose cause cannot be read', Object.defineProperty(new Error('x'), 'cause', { get: throwing })],
  [
    'what looks like an error of ours and throws',
    Object.defineProperty({ name: 'TokenError', kind: 'network' }, 'message', { get: throwing }),
  ],
  [
    'what looks like an ending of a connection',
    { name: 'ConnectionError', kind: 'lost', message: 'x', reason: 'SECRET', code: 1_000, wasClean: true, uptime: 0 },
  ],
];

const emitted: readonly (readonly [string, unknown])[] = [
  ['a token as a key', { [TOKEN]: 1 }],
  ['a token as a key of the token', { token: { [TOKEN]: 1 } }],
  ['a token as a key, in lines', { [TOKEN.match(/.{16}/g)!.join('\n')]: 1 }],
  ['a list of tokens', [TOKEN]],
  ['an answer whose token cannot be read', Object.defineProperty({}, 'token', { get: throwing, enumerable: true })],
  ['an answer that cannot be read', new Proxy({}, { get: throwing, ownKeys: throwing })],
];

const sources: readonly { readonly name: string; readonly token: TokenSource }[] = [
  ...thrown.map(([name, error]) => ({ name, token: defer(() => throwError(() => error)) })),
  ...emitted.map(([name, input]) => ({ name: `an answer: ${name}`, token: defer(() => of(input as string)) })),
  { name: 'a function that throws', token: throwing },
  { name: 'a function for the CSRF token that throws', token: djangoToken('/api/ws-token/', { csrf: throwing }) },
  { name: 'a function that returns an answer', token: () => ({ token: TOKEN, [TOKEN]: 1 }) as never },
];

describe('no token is in any event, fault, status, error or line of a log of', () => {
  it.each(sources)('$name', ({ token }) => {
    const consoles = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      jest.spyOn(console, name).mockImplementation(),
    );
    const { time, socket, events, faults, statuses, messages } = openClient({ token });
    time.advance(120_000);
    socket.close();
    const calls = consoles.map(({ mock }) => mock.calls);
    jest.restoreAllMocks();
    expect(events.some(({ type }) => type === 'waiting' || type === 'failed')).toBe(true);
    for (const part of [events, faults, statuses, messages.errors, calls]) expect(said(part)).not.toMatch(SECRET);
  });
});

describe('the cause of a TokenError', () => {
  it.each(thrown)('has a name and a code and nothing more, of %s', (_name, error) => {
    const { cause } = tokenErrorOf(error, 0) as TokenError;
    if (cause === undefined) return;
    expect(['name', 'code']).toEqual(expect.arrayContaining(Reflect.ownKeys(cause)));
    expect(said(cause)).not.toMatch(SECRET);
  });
});

describe('what a source threw', () => {
  it('is an error of ours, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withTypedArray: true }), (anything) => {
        const error = tokenErrorOf(anything, 0);
        expect(error instanceof TokenError || error instanceof ConfigError).toBe(true);
        expect(error.message.length).toBeLessThan(400);
      }),
    );
  });

  it('is shown in its own words, without a token, wherever in them one stands', () => {
    const token = fc.stringMatching(/^[0-9a-f]{64}$/);
    fc.assert(
      fc.property(fc.lorem(), token, fc.lorem(), (before, secret, after) => {
        const text = foreignText(new Error(`${before} ${secret} ${after}`));
        expect(text).toContain(`Error: ${before.slice(0, 20)}`);
        for (let i = 0; i + 8 <= secret.length; i += 8) expect(text).not.toContain(secret.slice(i, i + 8));
      }),
    );
  });

  it.each([
    "Cannot read properties of undefined (reading 'token')",
    'getSession is not a function',
    'no session on port 8000, try fetchConnectionToken()',
    'connect ECONNREFUSED 127.0.0.1:8000',
  ])('is shown whole where it is harmless: %s', (message) => {
    expect(foreignText(new TypeError(message))).toBe(`TypeError: ${message}`);
  });

  it('is shown as printable text', () => {
    const text = foreignText(new Error('a\u001b]8;;https://evil.test\u0007b\u001b]8;;\u0007\u202ec\u009b31md'));
    expect(text).toBe('Error: a ]8;;https://evil.test b ]8;; c 31md');
  });

  it('is shown short, and as one line', () => {
    const text = foreignText(new Error(`${'word '.repeat(1_000_000)}\nmore`));
    expect(text.length).toBeLessThan(220);
    expect(text).toMatch(/^Error: word .*…$/);
  });
});
