import { of, range, Subject, take, tap, throwError } from 'rxjs';
import { observeInZone, type Run } from '../../lib/angular/observe-in-zone';
import { recorded } from '../support/recorded';

const here: Run = (work) => work();

describe('a stream across zones', () => {
  it('stops a synchronous source as soon as its subscriber has left', () => {
    let said = 0;
    const source$ = range(1, 1_000).pipe(tap(() => (said += 1)));
    const first = recorded(observeInZone(source$, here, here).pipe(take(1)));
    expect([first.values, first.completed, said]).toEqual([[1], true, 2]);
  });

  it('passes on an error and an end', () => {
    const failed = new Error('failed');
    expect(
      recorded(
        observeInZone(
          throwError(() => failed),
          here,
          here,
        ),
      ).errors,
    ).toEqual([failed]);
    expect(recorded(observeInZone(of(1, 2), here, here))).toMatchObject({ values: [1, 2], completed: true });
  });

  it('enters the zone of the subscriber for each emission, and not when it is unsubscribed', () => {
    const entered: string[] = [];
    const tell: Run = (work) => {
      entered.push('told');
      return work();
    };
    const work: Run = (task) => {
      entered.push('worked');
      return task();
    };
    const source = new Subject<number>();
    const listening = recorded(observeInZone(source, work, tell));
    source.next(1);
    listening.stop();
    expect(entered).toEqual(['worked', 'told', 'worked']);
  });
});
