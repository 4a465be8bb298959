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
  { type: 'took over', link: 1, rotated: false },
  { type: 'reverted', link: 1, rotated: true },
  { type: 'gone', link: 1, error: lost },
];
const place = { gen: 'g', n: 1 };
const NOTES: readonly Note[] = [
  { t: 'hello' },
  { t: 'send', gen: 'g', id: 'f 1', from: 'f', text: 't' },
  { t: 'send', gen: 'g', id: '', from: 'f', text: 't', link: 2 },
  { t: 'reconnect', gen: 'g' },
  { t: 'resume', gen: 'g' },
  { t: 'state', ...place, news: NEWS, after: place },
  ...NEWS.map((news): Note => ({ t: 'news', ...place, news: [news] })),
  { t: 'frame', ...place, data: '{"name":"ConfigError","kind":"x","message":"m"}', to: 'f' },
  { t: 'sent', ids: ['f 1', 'f 2'] },
  { t: 'lost', id: 'f 1', reason: 'unconfirmed' },
  { t: 'bye', gen: 'g' },
  { t: 'ready', ready: true },
  { t: 'fence', id: 'i' },
];
const overChannel = (note: Note) => structuredClone(packed(note));
const errorIn = (note: Note | undefined) => {
  const first = note?.t === 'news' ? note.news[0] : undefined;
  return first?.type === 'failed' ? first.error : undefined;
};

describe('a note', () => {
  it.each(NOTES.map((note) => [JSON.stringify(note).slice(0, 70), note]))(
    'arrives as it was sent: %s',
    (_text, note) => {
      expect(readNote(overChannel(note))).toEqual(note);
    },
  );

  it('brings an error of the same class, with all of its properties', () => {
    const note = readNote(overChannel({ t: 'news', ...place, news: [{ type: 'failed', error: denied }] }));
    const error = errorIn(note);
    expect(error).toBeInstanceOf(TokenError);
    expect(error).toEqual(denied);
    expect(Object.entries(error ?? {})).toEqual(Object.entries(denied).filter(([, value]) => value !== undefined));
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

  it.each(NEWS.map((news) => [JSON.stringify(news).slice(0, 70), news]))(
    'is ignored where a part of its news is missing or of another type: %s',
    (_text, news) => {
      const sent = JSON.parse(JSON.stringify(news)) as Record<string, unknown>;
      for (const name of Object.keys(sent)) {
        for (const wrong of [null, {}, [], -1, 'another word', 7, true]) {
          // A wait has a cause only where there is one, and an ending goes on only sometimes.
          if (typeof wrong === typeof sent[name] && wrong !== -1 && wrong !== null && typeof wrong !== 'object')
            continue;
          const forged = { t: 'news', ...place, news: JSON.stringify([{ ...sent, [name]: wrong }]) };
          expect([name, wrong, readNote(forged)]).toEqual([name, wrong, undefined]);
        }
      }
    },
  );

  it.each(['no JSON', '{}', '[7]', '[{"type":"constructor"}]', '[{"type":"fault","fault":{"type":"undelivered"}}]'])(
    'is ignored with the news %s',
    (news) => {
      expect(readNote({ t: 'news', ...place, news })).toBeUndefined();
    },
  );

  it('cannot set the prototype of anything', () => {
    const news =
      '[{"type":"failed","error":{"name":"TokenError","kind":"network","message":"m","__proto__":{"polluted":true}}}]';
    const error = errorIn(readNote({ t: 'news', ...place, news }));
    expect(error).toBeInstanceOf(TokenError);
    expect(error).not.toHaveProperty('polluted');
  });
});

it('the names of lock and channel hold the version of the protocol, the address, the user and the channel', () => {
  expect(lineName('wss://a', 'ada', 'general')).toBe('["rx-gateway-socket",2,"wss://a","ada","general"]');
  expect(new Set([lineName('a', 'b', undefined), lineName('a', 'b', 'null'), lineName('ab', '', undefined)]).size).toBe(
    3,
  );
});

describe('a script of the origin that writes to the channel', () => {
  const name = lineName('wss://ws.example.com', 'ada', 'a');

  it('makes no tab open another address or send a token, whatever it writes', () => {
    const part = fc.oneof(
      fc.constantFrom('g', 'wss://evil.example.com', 1, 2, 1e9, true),
      fc.anything({ maxDepth: 2 }),
    );
    const forged = fc.oneof(
      fc.constantFrom(...NOTES).map(overChannel),
      fc
        .tuple(
          fc.constantFrom(...NOTES),
          fc.dictionary(fc.constantFrom('gen', 'n', 'text', 'news', 'to', 'link', 'id', 'ids'), part),
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
