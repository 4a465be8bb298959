import { BehaviorSubject, defer, EMPTY, NEVER, of, Subject, throwError, type Observable } from 'rxjs';
import { resumeOn } from '../../lib/connection/resume-on';
import { recorded } from '../support/recorded';

/** A source that fails for as long as it is told to, and counts how often it was started. */
function source() {
  const starts: Subject<string>[] = [];
  const source$ = defer(() => {
    const start = new Subject<string>();
    starts.push(start);
    return start;
  });
  return { source$, starts, fail: () => starts.at(-1)!.error(new Error('fatal')) };
}

const resumed = (signal$: Observable<unknown> | undefined) => {
  const { source$, starts, fail } = source();
  return { stream: recorded(source$.pipe(resumeOn(signal$, (error) => error))), starts, fail };
};

describe('resumeOn', () => {
  it('starts the source again with each signal after an error, and keeps the stream open', () => {
    const login$ = new Subject<string>();
    const { stream, starts, fail } = resumed(login$);
    fail();
    expect(starts).toHaveLength(1);
    login$.next('login');
    expect(starts).toHaveLength(2);
    starts[1]!.next('message');
    fail();
    login$.next('login');
    expect(starts).toHaveLength(3);
    expect(stream).toMatchObject({ values: ['message'], errors: [], completed: false });
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
    const { starts } = resumed(login$);
    login$.next('login');
    expect(starts).toHaveLength(1);
    expect(starts[0]!.observed).toBe(true);
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
    const { stream, fail } = resumed(
      defer(() => {
        subscribed += 1;
        return login$;
      }),
    );
    fail();
    login$.next('login');
    fail();
    expect(subscribed).toBe(1);
    stream.stop();
    expect(login$.observed).toBe(false);
  });

  it('without a signal lets the error through', () => {
    const { stream, fail } = resumed(undefined);
    fail();
    expect(stream.errors).toMatchObject([{ message: 'fatal' }]);
  });
});

describe('a signal that the telling of the error itself brings about', () => {
  it('starts the source again too', () => {
    const login$ = new Subject<string>();
    const { source$, starts, fail } = source();
    recorded(
      source$.pipe(
        resumeOn(login$, (error) => {
          if (starts.length === 1) login$.next('at once');
          return error;
        }),
      ),
    );
    fail();
    expect(starts).toHaveLength(2);
  });
});
