import { placesOf, tabLock } from '../../examples/browser/page/sharing/places';
import { lineName } from '../../lib/tabs/notes';

const URL = 'ws://127.0.0.1/ws';
const line = (lock: 'main' | 'spare', room = 'general', person = 'Ada') => `${lineName(URL, person, room)} ${lock}`;

/** The locks of an origin, as a browser tells of them: of each page, which locks it has and which it waits for. */
function locks(...pages: readonly (readonly [held: readonly string[], pending?: readonly string[]])[]) {
  const of = (which: 0 | 1): LockInfo[] =>
    pages.flatMap((page, id) =>
      (page[which] ?? []).map((name) => ({ name, mode: 'exclusive' as const, clientId: String(id) })),
    );
  return { held: of(0), pending: of(1) };
}

describe('the tabs of a person, by the locks of the browser', () => {
  it('one has the connection, one is next, and the others wait; by their numbers', () => {
    const snapshot = locks(
      [[tabLock('Ada', 3)], [line('spare')]],
      [[tabLock('Ada', 2), line('main')]],
      [[tabLock('Ada', 1), line('spare')], [line('main')]],
    );
    expect(placesOf('Ada', snapshot)).toEqual([
      {
        room: 'general',
        places: [
          { tab: 1, part: 'spare' },
          { tab: 2, part: 'holder' },
          { tab: 3, part: 'follower' },
        ],
      },
    ]);
  });

  it('a tab in another room has another connection', () => {
    const snapshot = locks(
      [[tabLock('Ada', 1), line('main', 'support')]],
      [[tabLock('Ada', 2), line('main', 'general')]],
    );
    expect(placesOf('Ada', snapshot)).toEqual([
      { room: 'general', places: [{ tab: 2, part: 'holder' }] },
      { room: 'support', places: [{ tab: 1, part: 'holder' }] },
    ]);
  });

  it('a tab without a lock of a connection uses none, as after the end of a login', () => {
    expect(placesOf('Ada', locks([[tabLock('Ada', 1)]]))).toEqual([{ room: '', places: [{ tab: 1, part: 'none' }] }]);
  });

  it.each([
    ['another person has the connection', locks([[tabLock('Grace', 1), line('main', 'general', 'Grace')]])],
    ['locks of other scripts', locks([['"demo tab"', '["demo tab","Ada"]', 'x main', '{}', '']])],
    ['no locks', {}],
  ])('nobody of this person is there: %s', (_case, snapshot) => {
    expect(placesOf('Ada', snapshot)).toEqual([]);
  });

  it('locks of other scripts take no part from a tab', () => {
    const snapshot = locks([[tabLock('Ada', 1), 'main', '["other",1,"x","Ada","general"] main', line('main')]]);
    expect(placesOf('Ada', snapshot)).toEqual([{ room: 'general', places: [{ tab: 1, part: 'holder' }] }]);
  });
});
