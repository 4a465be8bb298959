import type { Observable } from 'rxjs';

/** What a stream did so far. */
export interface Recording<T> {
  readonly values: readonly T[];
  readonly errors: readonly unknown[];
  readonly completed: boolean;
  stop(): void;
}

export function recorded<T>(stream$: Observable<T>): Recording<T> {
  const values: T[] = [];
  const errors: unknown[] = [];
  let completed = false;
  const subscription = stream$.subscribe({
    next: (value) => values.push(value),
    error: (error: unknown) => errors.push(error),
    complete: () => (completed = true),
  });
  return {
    values,
    errors,
    get completed() {
      return completed;
    },
    stop: () => subscription.unsubscribe(),
  };
}

/** Everything that an error says, its causes and own properties included: what a log of it could show. */
export function allOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 5) return String(error);
  const { message, stack = '', cause, ...rest } = error;
  return [message, stack, JSON.stringify(rest), cause === undefined ? '' : allOf(cause, depth + 1)].join('\n');
}
