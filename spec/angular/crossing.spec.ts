import { of, range, Subject, take, tap, throwError } from 'rxjs';
import { crossing, type Run } from '../../lib/angular/crossing';
import { recorded } from '../support/recorded';

const here: Run = (work) => work();

describe('a stream across zones', () => {
  it('stops a source that says all it has at once with the first that nobody wants', () => {
    let said = 0;
    const source$ = range(1, 1_000).pipe(tap(() => (said += 1)));
    const first = recorded(crossing(source$, here, here).pipe(take(1)));
    expect([first.values, first.completed, said]).toEqual([[1], true, 2]);
  });

  it('passes on an error and an end', () => {
    const failed = new Error('failed');
    expect(
      recorded(
        crossing(
          throwError(() => failed),
          here,
          here,
        ),
      ).errors,
    ).toEqual([failed]);
    expect(recorded(crossing(of(1, 2), here, here))).toMatchObject({ values: [1, 2], completed: true });
  });

  it('enters the zone of the subscriber for what it says, and not when it is let go of', () => {
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
    const listening = recorded(crossing(source, work, tell));
    source.next(1);
    listening.stop();
    expect(entered).toEqual(['worked', 'told', 'worked']);
  });
});
