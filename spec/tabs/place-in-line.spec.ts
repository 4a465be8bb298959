import fc from 'fast-check';
import { PlaceInLine } from '../../lib/tabs/place-in-line';

type Lock = 'main' | 'spare';

/** A page with the locks that it asked for, and a log of all that it does. */
class Page {
  readonly did: string[] = [];
  /** What was asked for, or is held. */
  readonly locks = new Map<Lock, { readonly granted: () => void; readonly lost: () => void }>();
  isOpen = false;
  readonly place = new PlaceInLine(
    'line',
    {
      lock: (name: string, steal: boolean, granted: () => void, lost: () => void) => {
        const lock = name.slice('line '.length) as Lock;
        if (this.locks.has(lock)) throw new Error(`${lock} is asked for twice`);
        this.locks.set(lock, { granted, lost });
        this.did.push(`${steal ? 'steal' : 'ask'} ${lock}`);
        return () => {
          if (this.locks.delete(lock)) this.did.push(`free ${lock}`);
        };
      },
    },
    {
      next: () => this.did.push('next'),
      hold: () => {
        this.isOpen = true;
        this.did.push('hold');
      },
      end: (lost) => {
        this.isOpen = false;
        this.did.push(lost ? 'end, lost' : 'end');
      },
    },
  );

  grant(lock: Lock): void {
    this.locks.get(lock)?.granted();
  }

  /** Another page takes it away. */
  take(lock: Lock): void {
    const taken = this.locks.get(lock);
    this.locks.delete(lock);
    taken?.lost();
  }

  static holder(): Page {
    const page = new Page();
    page.place.enter();
    page.grant('spare');
    page.grant('main');
    page.did.length = 0;
    return page;
  }

  static spare(): Page {
    const page = new Page();
    page.place.enter();
    page.grant('spare');
    page.did.length = 0;
    return page;
  }
}

describe('the place of a page in the line', () => {
  it('leads the first page to the connection by both locks', () => {
    const page = new Page();
    page.place.enter();
    page.grant('spare');
    page.grant('main');
    expect(page.did).toEqual(['ask spare', 'ask main', 'next', 'hold', 'free spare']);
    expect(page.place.role).toBe('holder');
  });

  it('is given up when the page does not use the connection any more: it lets go of everything', () => {
    const pages = [new Page(), Page.spare(), Page.holder()];
    pages[0]?.place.enter();
    for (const { place } of pages) place.leave();
    expect(pages.map(({ did }) => did.slice(-3))).toEqual([
      ['ask spare', 'end', 'free spare'],
      ['end', 'free main', 'free spare'],
      ['end', 'free main'],
    ]);
  });

  it('is the first one after a holder that does not answer: the spare takes main away', () => {
    const page = Page.spare();
    page.place.push();
    page.grant('main');
    expect(page.did).toEqual(['free main', 'steal main', 'hold', 'free spare']);
  });

  it('is the first one after a holder and a spare that do not answer: any page takes both locks away', () => {
    const page = new Page();
    page.place.enter();
    page.place.push();
    page.grant('spare');
    page.grant('main');
    expect(page.did).toEqual(['ask spare', 'free spare', 'steal spare', 'steal main', 'hold', 'free spare']);
  });

  it('is kept by a holder that is said to be silent, and by a page that is out', () => {
    const [holder, out] = [Page.holder(), new Page()];
    holder.place.push();
    out.place.push();
    out.place.leave();
    expect([holder.did, out.did]).toEqual([[], []]);
  });

  it.each([
    ['main', Page.holder, ['end, lost']],
    ['main', Page.spare, ['end, lost', 'free spare']],
    ['spare', Page.spare, ['end, lost', 'free main']],
  ] as const)('is lost with %s, and everything is given back', (lock, make, did) => {
    const page = make();
    page.take(lock);
    expect(page.did).toEqual(did);
    expect(page.place.role).toBe('out');
  });

  it('never waits for a lock twice, holds none that it did not ask for, and ends what it began', () => {
    const inputs = ['enter', 'leave', 'push', 'lose', 'grant main', 'grant spare', 'take main', 'take spare'] as const;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...inputs), { maxLength: 30 }), (steps) => {
        const page = new Page();
        for (const step of steps) {
          const [verb, lock] = step.split(' ') as ['grant' | 'take' | 'enter' | 'leave' | 'push' | 'lose', Lock];
          if (verb === 'grant' || verb === 'take') page[verb](lock);
          else page.place[verb]();
          const { role } = page.place;
          expect(page.isOpen).toBe(role === 'holder');
          expect([...page.locks.keys()].sort().join()).toBe(
            { out: '', queued: 'spare', spare: 'main,spare', holder: 'main' }[role],
          );
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
