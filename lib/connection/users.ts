import { Observable, type Subscriber } from 'rxjs';

/** A subscriber to values of any type. */
type User = Pick<Subscriber<never>, 'add' | 'error' | 'complete'>;

/** The subscribers that keep the connection open: those of streams, of requests and of `connect()`. */
export class Users {
  #users: readonly User[] = NONE;
  #closed = false;
  /** How many of them only keep it open, and ignore its errors. */
  #holders = 0;
  /** Set by the log. */
  watcher: { late(what: 'a subscription'): void } | undefined;

  /** @param changed called when a user was added or removed */
  constructor(private readonly changed: () => void) {}

  /** Counts as one user for as long as it is subscribed. Errors and completes with the session. */
  get held$(): Observable<never> {
    return new Observable((user) => {
      this.#holders += 1;
      user.add(() => (this.#holders -= 1));
      this.#add(user);
    });
  }

  /** Whether any user receives the errors of the session: those of {@link held$} do not. */
  get receiveErrors(): boolean {
    return this.#users.length > this.#holders;
  }

  get any(): boolean {
    return this.#users.length > 0;
  }

  /** A stream whose subscribers count as users. `subscribe` adds each one to the source: values pass no operator. */
  holdFor<T>(subscribe: (subscriber: Subscriber<T>) => void): Observable<T> {
    return new Observable((subscriber) => {
      subscribe(subscriber);
      if (!subscriber.closed) this.#add(subscriber);
    });
  }

  /** The users that are subscribed now. */
  get all(): readonly User[] {
    return this.#users;
  }

  /** Errors some users with an error that no retry can cure. A later user starts the session again. */
  error(error: unknown, these: readonly User[]): void {
    const failed = this.#users.filter((user) => these.includes(user));
    this.#users = this.#users.filter((user) => !these.includes(user));
    for (const user of failed) user.error(error);
  }

  /** Completes every user, and every later one at once. */
  complete(): void {
    this.#closed = true;
    const users = this.#users;
    this.#users = NONE;
    for (const user of users) user.complete();
  }

  #add(user: User): void {
    if (this.#closed) {
      this.watcher?.late('a subscription');
      user.complete();
      return;
    }
    this.#users = this.#users.concat(user);
    user.add(() => {
      this.#users = this.#users.filter((other) => other !== user);
      this.changed();
    });
    this.changed();
  }
}

const NONE: readonly User[] = [];
