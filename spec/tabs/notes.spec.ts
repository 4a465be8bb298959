import fc from 'fast-check';
import { ConfigError, ConnectionError, TokenError } from '../../lib';
import { lineName, type News, type Note } from '../../lib/tabs/notes';
import { packed, readNote } from '../../lib/tabs/read-note';
import { TabsWorld } from './tabs-world';

const lost = new ConnectionError('lost', 'the connection was lost', {
  code: 1_006,
  reason: 'r',
  wasClean: false,
  uptime: 5,
});
const denied = new TokenError('rate-limited', 'too many', { status: 403, retryAfter: 5_000 });
const NEWS: readonly News[] = [
  { type: 'authorizing', attempt: 1 },
  { type: 'connecting', attempt: 2 },
  { type: 'waiting', reason: 'rate-limited', attempt: 2, delay: 100, cause: denied },
  { type: 'waiting', reason: 'backoff', attempt: 2, delay: 100 },
  { type: 'paused', reason: 'offline' },
  { type: 'rotating', why: 'age' },
  { type: 'ended', error: lost, next: { state: 'connecting', attempt: 1 } },
  { type: 'fault', fault: { type: 'token', error: denied } },
  { type: 'fault', fault: { type: 'deaf', hint: 'h' } },
  { type: 'fault', fault: { type: 'refused', attempts: 3, hint: 'h' } },
  { type: 'fault', fault: { type: 'config', error: new ConfigError('url', 'the function threw.') } },
  { type: 'failed', error: denied },
  { type: 'greeted', link: 1 },
  { type: 'took over', link: 1 },
  { type: 'reverted', link: 1 },
  { type: 'gone', link: 1, error: lost },
];
const place = { gen: 'g', n: 1 };
const NOTES: readonly Note[] = [
  { t: 'hello', start: true },
  { t: 'send', ...place, from: 'f', text: 't' },
  { t: 'send', ...place, from: 'f', text: 't', link: 2 },
  { t: 'ask', gen: 'g', command: 'reconnect' },
  { t: 'state', ...place, news: NEWS, after: place },
  ...NEWS.map((news): Note => ({ t: 'news', ...place, news })),
  { t: 'frame', ...place, data: '{"name":"ConfigError","kind":"x","message":"m"}', to: 'f' },
  { t: 'sent', gen: 'g', upTo: { f: 1 } },
  { t: 'lost', ...place, to: 'f', reason: 'unconfirmed' },
  { t: 'bye', gen: 'g' },
  { t: 'ready', ready: true },
  { t: 'fence', from: 'f' },
];
const overChannel = (note: Note) => structuredClone(packed(note));

describe('a note', () => {
  it.each(NOTES.map((note) => [JSON.stringify(note).slice(0, 70), note]))(
    'arrives as it was sent: %s',
    (_text, note) => {
      expect(readNote(overChannel(note))).toEqual(note);
    },
  );

  it('brings an error of the same class, with all of its properties', () => {
    const note = readNote(overChannel({ t: 'news', ...place, news: { type: 'failed', error: denied } }));
    const error = note?.t === 'news' && note.news.type === 'failed' ? note.news.error : undefined;
    expect(error).toBeInstanceOf(TokenError);
    expect(error).toEqual(denied);
    expect(Object.entries(error ?? {})).toEqual(Object.entries(denied));
  });

  it('is ignored where a part is missing or of another type', () => {
    for (const note of NOTES) {
      const sent = overChannel(note) as Record<string, unknown>;
      for (const name of Object.keys(sent)) {
        if (name === 'data') continue;
        for (const wrong of [Symbol.iterator, null, {}, [], -1, NaN, 'another word'])
          if (typeof wrong !== typeof sent[name]) expect(readNote({ ...sent, [name]: wrong })).toBeUndefined();
      }
    }
  });

  it('may be anything at all: nothing throws', () => {
    fc.assert(fc.property(fc.anything({ withNullPrototype: true, maxDepth: 5 }), (data) => void readNote(data)));
  });

  it('cannot set the prototype of anything', () => {
    const forged = JSON.parse(
      '{"t":"news","gen":"g","n":1,"news":{"type":"failed","error":{"name":"TokenError","kind":"network","message":"m","__proto__":{"polluted":true}}}}',
    ) as unknown;
    const note = readNote(forged);
    const error = note?.t === 'news' && note.news.type === 'failed' ? note.news.error : undefined;
    expect(error).toBeInstanceOf(TokenError);
    expect(error).not.toHaveProperty('polluted');
  });
});

it('the names of lock and channel hold the version of the protocol, the address, the user and the channel', () => {
  expect(lineName('wss://a', 'ada', 'general')).toBe('["rx-gateway-socket",1,"wss://a","ada","general"]');
  expect(new Set([lineName('a', 'b', undefined), lineName('a', 'b', 'null'), lineName('ab', '', undefined)]).size).toBe(
    3,
  );
});

describe('a script of the origin that writes to the channel', () => {
  const name = lineName('wss://ws.example.com', 'ada', 'a');

  it('makes no tab open another address or tell a token, whatever it writes', () => {
    const part = fc.oneof(
      fc.constantFrom('g', 'wss://evil.example.com', 1, 2, 1e9, true),
      fc.anything({ maxDepth: 2 }),
    );
    const forged = fc.oneof(
      fc.constantFrom(...NOTES).map(overChannel),
      fc
        .tuple(
          fc.constantFrom(...NOTES),
          fc.dictionary(fc.constantFrom('gen', 'n', 'text', 'news', 'to', 'link'), part),
        )
        .map(([note, parts]) => ({ ...(overChannel(note) as object), ...parts })),
      fc.anything({ maxDepth: 3 }),
    );
    fc.assert(
      fc.property(fc.array(forged, { maxLength: 40 }), (notes) => {
        const world = new TabsWorld();
        const urls: string[] = [];
        world.watchUrls = (url) => urls.push(url);
        const tabs = [world.tab(), world.tab(), world.tab()];
        const stranger = world.browser.open().channel(name, () => undefined);
        world.pass(2_000);
        for (const note of notes) {
          try {
            stranger.post(note);
          } catch {
            // What cannot be cloned is sent by nobody.
          }
          world.pass(100);
        }
        world.pass(70_000);
        for (const url of urls) expect(new URL(url).host).toBe('ws.example.com');
        expect(world.backend.open.length).toBeLessThanOrEqual(2);
        expect(world.browser.posted.join()).not.toContain('5ecret');
        // At most the budget of each page.
        expect(world.backend.fetches.length).toBeLessThan(60);
        for (const tab of tabs) expect(['open', 'failed']).toContain(tab.socket.status.state);
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});
