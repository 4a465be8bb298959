import { BehaviorSubject, defer, EMPTY, NEVER, of, Subject, throwError, type Observable } from 'rxjs';
import { Clock } from '../../../lib/clock';
import { Commands, type Command } from '../../../lib/connection/commands';
import { OfflineHint } from '../../../lib/connection/offline-hint';
import { Pacing } from '../../../lib/connection/pacing';
import { resolveBackoff } from '../../../lib/connection/retry-backoff';
import { Session } from '../../../lib/connection/session';
import type { SessionSignal, Signal } from '../../../lib/connection/signals';
import { ConfigError } from '../../../lib/errors';
import { recorded } from '../../support/recorded';
import { virtualTime } from '../../support/virtual-time';

const FATAL = new ConfigError('url', 'fatal');
const MESSAGE: Signal = { type: 'authorizing', attempt: 1 };

/** A connection that fails for as long as it is told to, and counts how often it was started. */
function source() {
  const starts: Subject<Signal>[] = [];
  const source$ = defer(() => {
    const start = new Subject<Signal>();
    starts.push(start);
    return start;
  });
  return { source$, starts, fail: () => starts.at(-1)!.error(FATAL) };
}

/** A session with a user, and what it reports. */
const resumed = (signal$: Observable<unknown> | undefined, onFailed: (starts: number) => void = () => undefined) => {
  const { source$, starts, fail } = source();
  const clock = new Clock(virtualTime());
  const commands = new Commands(undefined);
  const given = recorded<Command>(commands.all$);
  const pacing = new Pacing(
    { backoff: resolveBackoff(), isFatal: (_error, byDefault) => byDefault },
    new OfflineHint({ isLocal: false }),
    clock,
  );
  const signals: SessionSignal[] = [];
  const apply = (signal: SessionSignal) => {
    signals.push(signal);
    if (signal.type === 'failed') onFailed(starts.length);
  };
  const options = { commands, pacing, environment: EMPTY, resumeOn: signal$, linger: 1_000 };
  const session = new Session(() => source$, options, { clock, commands, pacing }, { apply });
  const stream = recorded(session.users.held$);
  return { session, stream, signals, starts, fail, given: given.values };
};

describe('resumeOn', () => {
  it('starts the source again with each signal after an error, and keeps the stream open', () => {
    const login$ = new Subject<string>();
    const { stream, signals, starts, fail } = resumed(login$);
    fail();
    expect(starts).toHaveLength(1);
    login$.next('login');
    expect(starts).toHaveLength(2);
    starts[1]!.next(MESSAGE);
    fail();
    login$.next('login');
    expect(starts).toHaveLength(3);
    expect(stream).toMatchObject({ errors: [], completed: false });
    expect(signals).toEqual([{ type: 'failed', error: FATAL }, MESSAGE, { type: 'failed', error: FATAL }]);
  });

  it('starts it once, however many signals come', () => {
    const login$ = new Subject<string>();
    const { starts, fail } = resumed(login$);
    fail();
    login$.next('1');
    login$.next('2');
    expect(starts).toHaveLength(2);
  });

  it('hears nothing in what was there before the error', () => {
    const login$ = new BehaviorSubject('before');
    const { starts, fail } = resumed(login$);
    login$.next('still before');
    fail();
    expect(starts).toHaveLength(1);
    login$.next('after');
    expect(starts).toHaveLength(2);
  });

  it('does not disturb a source that works', () => {
    const login$ = new Subject<string>();
    const { starts, given } = resumed(login$);
    login$.next('login');
    expect(starts).toHaveLength(1);
    expect(starts[0]!.observed).toBe(true);
    // What was given up beside the open connection is tried again.
    expect(given).toEqual(['resume']);
  });

  it.each<readonly [string, Observable<unknown>]>([
    ['ends', EMPTY],
    ['emits and ends', of(1)],
    ['fails', throwError(() => new Error('its own'))],
    ['never speaks', NEVER],
  ])('keeps the stream open and waiting when the signal %s', (_name, signal$) => {
    const { stream, starts, fail } = resumed(signal$);
    fail();
    expect(stream).toMatchObject({ errors: [], completed: false });
    expect(starts).toHaveLength(1);
  });

  it('keeps waiting when the signal ends or fails after the error', () => {
    for (const end of ['complete', 'error'] as const) {
      const login$ = new Subject<string>();
      const { stream, fail } = resumed(login$);
      fail();
      login$[end](new Error('its own'));
      expect(stream).toMatchObject({ errors: [], completed: false });
    }
  });

  it('subscribes to the signal once, and lets go of it with the stream', () => {
    let subscribed = 0;
    const login$ = new Subject<string>();
    const { session, stream, fail } = resumed(
      defer(() => {
        subscribed += 1;
        return login$;
      }),
    );
    fail();
    login$.next('login');
    fail();
    const another = recorded(session.users.held$);
    expect(subscribed).toBe(1);
    stream.stop();
    expect(login$.observed).toBe(true);
    another.stop();
    expect(login$.observed).toBe(false);
  });

  it('without a signal lets the error through', () => {
    const { stream, fail } = resumed(undefined);
    fail();
    expect(stream.errors).toEqual([FATAL]);
  });

  it('needs none for the next user, who starts the source again', () => {
    const { session, starts, fail } = resumed(undefined);
    fail();
    const next = recorded(session.users.held$);
    expect(starts).toHaveLength(2);
    expect(next).toMatchObject({ errors: [], completed: false });
  });
});

describe('a signal that the telling of the error itself brings about', () => {
  it('starts the source again too', () => {
    const login$ = new Subject<string>();
    const { stream, starts, fail } = resumed(login$, (count) => {
      if (count === 1) login$.next('at once');
    });
    fail();
    expect(starts).toHaveLength(2);
    expect(stream).toMatchObject({ errors: [], completed: false });
  });
});
