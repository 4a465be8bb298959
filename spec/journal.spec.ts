import { ConnectionError, TokenError } from '../lib/errors';
import type { Fault, SocketEvent } from '../lib/events';
import { createJournal } from '../lib/journal';
import { recorded } from './support/recorded';
import { unhandledIn } from './support/unhandled';

const first = { count: 1, reconnected: false, rotated: false, downtime: 0, channel: 'general' };
const second = { ...first, count: 2, reconnected: true, downtime: 1_000 };
const error = new ConnectionError('lost', 'lost', { code: 1_006, reason: '', wasClean: false, uptime: 1 });
const token: SocketEvent = { type: 'token', at: 1, attempt: 1 };
const connecting: SocketEvent = { type: 'connecting', at: 2, attempt: 1 };
const open: SocketEvent = { type: 'open', at: 3, ...first };
const ended: SocketEvent = { type: 'ended', at: 4, error };
const waiting: SocketEvent = { type: 'waiting', at: 4, reason: 'backoff', attempt: 2, delay: 1, until: 5 };
const closed: SocketEvent = { type: 'closed', at: 9 };
const fault: Fault = { type: 'token', error: new TokenError('network', 'no answer') };

describe('status$', () => {
  it('says the current status at once, then each change', () => {
    const journal = createJournal();
    const early = recorded(journal.status$);
    for (const event of [token, connecting, open, ended]) journal.event(event);
    expect(early.values.map(({ state }) => state)).toEqual(['idle', 'authorizing', 'connecting', 'open']);
    expect(recorded(journal.status$).values).toEqual([{ state: 'open', since: 3, channel: 'general' }]);
    expect(journal.status).toBe(early.values.at(-1));
  });

  it('says nothing where nothing changed', () => {
    const journal = createJournal();
    journal.event(open);
    const status = recorded(journal.status$);
    for (const event of [token, connecting, ended]) journal.event(event);
    expect(status.values).toHaveLength(1);
  });

  it('still says the last status after the end, and completes', () => {
    const journal = createJournal();
    journal.event(closed);
    journal.complete();
    expect(recorded(journal.status$)).toMatchObject({ values: [{ state: 'closed' }], completed: true });
    expect(journal.status).toEqual({ state: 'closed' });
  });
});

describe('opened$', () => {
  it('tells each connection as it takes over, and the open one at once', () => {
    const journal = createJournal();
    const opened = recorded(journal.opened$);
    expect(opened.values).toEqual([]);
    journal.event(open);
    expect(recorded(journal.opened$).values).toEqual([first]);
    journal.event({ type: 'open', at: 5, ...second });
    expect(opened.values).toEqual([first, second]);
    expect(recorded(journal.opened$).values).toEqual([second]);
  });

  it.each<readonly [string, readonly SocketEvent[]]>([
    ['was lost', [ended, waiting]],
    ['failed for good', [ended, { type: 'failed', at: 4, error }]],
    ['was let go of', [{ type: 'idle', at: 4 }]],
  ])('tells a late subscriber nothing of a connection that %s', (_name, events) => {
    const journal = createJournal();
    const opened = recorded(journal.opened$);
    for (const event of [open, ...events]) journal.event(event);
    expect(recorded(journal.opened$).values).toEqual([]);
    journal.event({ type: 'open', at: 5, ...second });
    expect(opened.values).toEqual([first, second]);
  });

  it('goes on telling the open one while the next is prepared', () => {
    const journal = createJournal();
    for (const event of [open, token, connecting]) journal.event(event);
    expect(recorded(journal.opened$).values).toEqual([first]);
  });

  it('tells of the connection alone, not of the event', () => {
    const journal = createJournal();
    journal.event(open);
    expect(recorded(journal.opened$).values).toStrictEqual([first]);
  });
});

describe('events$ and faults$', () => {
  it('tell what comes, and nothing of before', () => {
    const journal = createJournal();
    journal.event(token);
    journal.fault(fault);
    const events = recorded(journal.events$);
    const faults = recorded(journal.faults$);
    journal.event(connecting);
    journal.fault(fault);
    expect([events.values, faults.values]).toEqual([[connecting], [fault]]);
  });

  it('tell whether anybody listens to faults, so that frames need not be read for nobody', () => {
    const journal = createJournal();
    expect(journal.faultsObserved).toBe(false);
    const faults = recorded(journal.faults$);
    expect(journal.faultsObserved).toBe(true);
    faults.stop();
    expect(journal.faultsObserved).toBe(false);
  });
});

describe('the journal', () => {
  it('speaks on each opening in the order status$, opened$, events$, whoever subscribed first', () => {
    const journal = createJournal();
    const order: string[] = [];
    journal.events$.subscribe(() => order.push('events$'));
    journal.opened$.subscribe(() => order.push('opened$'));
    journal.status$.subscribe(({ state }) => state === 'open' && order.push('status$'));
    journal.event(open);
    expect(order).toEqual(['status$', 'opened$', 'events$']);
  });

  it('has the new status when opened$ speaks', () => {
    const journal = createJournal();
    const states: string[] = [];
    journal.opened$.subscribe(() => states.push(journal.status.state));
    journal.event(open);
    expect(states).toEqual(['open']);
  });

  it('completes every stream, and takes nothing more', () => {
    const journal = createJournal();
    const { events$, faults$, status$, opened$ } = journal;
    const streams = [recorded(events$), recorded(faults$), recorded(status$), recorded(opened$)];
    journal.complete();
    journal.event(token);
    journal.fault(fault);
    for (const stream of streams) {
      expect(stream.completed).toBe(true);
      expect(stream.errors).toEqual([]);
    }
    expect(journal.status).toEqual({ state: 'idle' });
  });

  it('goes on when one who watches throws', () => {
    const journal = createJournal();
    const throwing = () => {
      throw new Error('mine');
    };
    const events = recorded(journal.events$);
    const unhandled = unhandledIn(() => {
      journal.events$.subscribe(throwing);
      journal.faults$.subscribe(throwing);
      journal.opened$.subscribe(throwing);
      for (const event of [token, open]) journal.event(event);
      journal.fault(fault);
    });
    expect(events.values).toEqual([token, open]);
    expect(unhandled).toHaveLength(4);
    expect(journal.status.state).toBe('open');
  });
});

describe('an observer that brings about the next event', () => {
  it('changes the order for nobody', () => {
    const journal = createJournal();
    journal.status$.subscribe(({ state }) => {
      if (state === 'failed') journal.event(token);
    });
    const status = recorded(journal.status$);
    const events = recorded(journal.events$);
    journal.event({ type: 'failed', at: 1, error });
    expect(status.values.map(({ state }) => state)).toEqual(['idle', 'failed', 'authorizing']);
    expect(events.values.map(({ type }) => type)).toEqual(['failed', 'token']);
    expect(journal.status.state).toBe('authorizing');
  });

  it('may end it all, and is the last to be told', () => {
    const journal = createJournal();
    journal.events$.subscribe(({ type }) => {
      if (type !== 'open') return;
      journal.event(closed);
      journal.complete();
    });
    const events = recorded(journal.events$);
    journal.event(open);
    expect(events.values.map(({ type }) => type)).toEqual(['open', 'closed']);
    expect(events.completed).toBe(true);
  });
});
