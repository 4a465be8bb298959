import { ConnectionError, TokenError } from '../../lib/errors';
import type { Fault, SocketEvent } from '../../lib/events';
import { EventLog } from '../../lib/event-log';
import { recorded } from '../support/recorded';
import { unhandledIn } from '../support/unhandled';

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
    const log = new EventLog();
    const early = recorded(log.status$);
    for (const event of [token, connecting, open, ended]) log.event(event);
    expect(early.values.map(({ state }) => state)).toEqual(['idle', 'authorizing', 'connecting', 'open']);
    expect(recorded(log.status$).values).toEqual([{ state: 'open', since: 3, channel: 'general' }]);
    expect(log.status).toBe(early.values.at(-1));
  });

  it('says nothing where nothing changed', () => {
    const log = new EventLog();
    log.event(open);
    const status = recorded(log.status$);
    for (const event of [token, connecting, ended]) log.event(event);
    expect(status.values).toHaveLength(1);
  });

  it('still says the last status after the end, and completes', () => {
    const log = new EventLog();
    log.event(closed);
    log.complete();
    expect(recorded(log.status$)).toMatchObject({ values: [{ state: 'closed' }], completed: true });
    expect(log.status).toEqual({ state: 'closed' });
  });
});

describe('a subscriber that causes an event in the handler of its first value', () => {
  it('receives the status that follows', () => {
    const log = new EventLog();
    const states: string[] = [];
    log.status$.subscribe(({ state }) => {
      states.push(state);
      if (state === 'idle') log.event(token);
    });
    expect([states, log.status.state]).toEqual([['idle', 'authorizing'], 'authorizing']);
  });

  it('receives the connection that takes over', () => {
    const log = new EventLog();
    log.event(open);
    const counts: number[] = [];
    log.opened$.subscribe(({ count }) => {
      counts.push(count);
      if (count === 1) log.event({ type: 'open', at: 5, ...second });
    });
    expect(counts).toEqual([1, 2]);
  });
});

describe('opened$', () => {
  it('tells each connection as it takes over, and the open one at once', () => {
    const log = new EventLog();
    const opened = recorded(log.opened$);
    expect(opened.values).toEqual([]);
    log.event(open);
    expect(recorded(log.opened$).values).toEqual([first]);
    log.event({ type: 'open', at: 5, ...second });
    expect(opened.values).toEqual([first, second]);
    expect(recorded(log.opened$).values).toEqual([second]);
  });

  it.each<readonly [string, readonly SocketEvent[]]>([
    ['was lost', [ended, waiting]],
    ['failed for good', [ended, { type: 'failed', at: 4, error }]],
    ['was let go of', [{ type: 'idle', at: 4 }]],
  ])('tells a late subscriber nothing of a connection that %s', (_name, events) => {
    const log = new EventLog();
    const opened = recorded(log.opened$);
    for (const event of [open, ...events]) log.event(event);
    expect(recorded(log.opened$).values).toEqual([]);
    log.event({ type: 'open', at: 5, ...second });
    expect(opened.values).toEqual([first, second]);
  });

  it('goes on telling the open one while the next is prepared', () => {
    const log = new EventLog();
    for (const event of [open, token, connecting]) log.event(event);
    expect(recorded(log.opened$).values).toEqual([first]);
  });

  it('tells of the connection alone, not of the event', () => {
    const log = new EventLog();
    log.event(open);
    expect(recorded(log.opened$).values).toStrictEqual([first]);
  });
});

describe('events$ and faults$', () => {
  it('tell what comes, and nothing of before', () => {
    const log = new EventLog();
    log.event(token);
    log.fault(fault);
    const events = recorded(log.events$);
    const faults = recorded(log.faults$);
    log.event(connecting);
    log.fault(fault);
    expect([events.values, faults.values]).toEqual([[connecting], [fault]]);
  });

  it('tell whether anybody listens to faults, so that frames need not be read for nobody', () => {
    const log = new EventLog();
    expect(log.faultsObserved).toBe(false);
    const faults = recorded(log.faults$);
    expect(log.faultsObserved).toBe(true);
    faults.stop();
    expect(log.faultsObserved).toBe(false);
  });
});

describe('the log', () => {
  it('speaks on each opening in the order status$, opened$, events$, whoever subscribed first', () => {
    const log = new EventLog();
    const order: string[] = [];
    log.events$.subscribe(() => order.push('events$'));
    log.opened$.subscribe(() => order.push('opened$'));
    log.status$.subscribe(({ state }) => state === 'open' && order.push('status$'));
    log.event(open);
    expect(order).toEqual(['status$', 'opened$', 'events$']);
  });

  it('has the new status when opened$ speaks', () => {
    const log = new EventLog();
    const states: string[] = [];
    log.opened$.subscribe(() => states.push(log.status.state));
    log.event(open);
    expect(states).toEqual(['open']);
  });

  it('completes every stream, and takes nothing more', () => {
    const log = new EventLog();
    const { events$, faults$, status$, opened$ } = log;
    const streams = [recorded(events$), recorded(faults$), recorded(status$), recorded(opened$)];
    log.complete();
    log.event(token);
    log.fault(fault);
    for (const stream of streams) {
      expect(stream.completed).toBe(true);
      expect(stream.errors).toEqual([]);
    }
    expect(log.status).toEqual({ state: 'idle' });
  });

  it('goes on when one who watches throws', () => {
    const log = new EventLog();
    const throwing = () => {
      throw new Error('mine');
    };
    const events = recorded(log.events$);
    const unhandled = unhandledIn(() => {
      log.events$.subscribe(throwing);
      log.faults$.subscribe(throwing);
      log.opened$.subscribe(throwing);
      for (const event of [token, open]) log.event(event);
      log.fault(fault);
    });
    expect(events.values).toEqual([token, open]);
    expect(unhandled).toHaveLength(4);
    expect(log.status.state).toBe('open');
  });
});

describe('an observer that brings about the next event', () => {
  it('changes the order for nobody', () => {
    const log = new EventLog();
    log.status$.subscribe(({ state }) => {
      if (state === 'failed') log.event(token);
    });
    const status = recorded(log.status$);
    const events = recorded(log.events$);
    log.event({ type: 'failed', at: 1, error });
    expect(status.values.map(({ state }) => state)).toEqual(['idle', 'failed', 'authorizing']);
    expect(events.values.map(({ type }) => type)).toEqual(['failed', 'token']);
    expect(log.status.state).toBe('authorizing');
  });

  it('may end it all, and is the last to be told', () => {
    const log = new EventLog();
    log.events$.subscribe(({ type }) => {
      if (type !== 'open') return;
      log.event(closed);
      log.complete();
    });
    const events = recorded(log.events$);
    log.event(open);
    expect(events.values.map(({ type }) => type)).toEqual(['open', 'closed']);
    expect(events.completed).toBe(true);
  });
});
