import { Observable, type Subscriber } from 'rxjs';

/** What holds the connection open: the subscribers of streams, of requests and of `connect()`. */
export class Users {
  readonly #users = new Set<Subscriber<never>>();
  #closed = false;

  /** Counts as one user for as long as it is subscribed. Errors and completes with the session. */
  readonly held$ = new Observable<never>((user) => {
    if (this.#closed) {
      user.complete();
      return;
    }
    this.#users.add(user);
    user.add(() => {
      this.#users.delete(user);
      this.changed();
    });
    this.changed();
  });

  /** @param changed called when a user came or left */
  constructor(private readonly changed: () => void) {}

  get any(): boolean {
    return this.#users.size > 0;
  }

  /** A stream whose subscribers are users. No value passes an operator. */
  holdFor<T>(stream$: Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      stream$.subscribe(subscriber);
      if (subscriber.closed) return;
      const error = (thrown: unknown): void => subscriber.error(thrown);
      subscriber.add(this.held$.subscribe({ error, complete: () => subscriber.complete() }));
    });
  }

  /** What no retry cures: a user that comes from now on starts afresh. */
  error(error: unknown): void {
    for (const user of this.#take()) user.error(error);
  }

  /** For good. */
  complete(): void {
    this.#closed = true;
    for (const user of this.#take()) user.complete();
  }

  #take(): readonly Subscriber<never>[] {
    const users = [...this.#users];
    this.#users.clear();
    return users;
  }
}
