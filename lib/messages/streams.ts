import type { Observable } from 'rxjs';

/**
 * The maximum number of streams that are remembered. A limit, because types may be created while the application runs.
 */
const MOST = 100;

/**
 * The streams of `on()`. The same types, in any order, give the same Observable, so that a hook that depends on it
 * stays subscribed. Above {@link MOST} the least recently used one is removed; its subscribers stay.
 */
export class Streams<T> {
  #byTypes: Map<string, Observable<T>> | undefined;

  /** @param create creates the stream of types that are not remembered */
  of(types: Iterable<string>, create: (types: readonly string[]) => Observable<T>): Observable<T> {
    const streams = (this.#byTypes ??= new Map<string, Observable<T>>());
    const names = [...new Set(types)].sort();
    const key = JSON.stringify(names);
    const stream = streams.get(key) ?? create(names);
    // The order of a Map is that of its insertions.
    streams.delete(key);
    streams.set(key, stream);
    const [oldest] = streams.size > MOST ? streams.keys() : [];
    if (oldest !== undefined) streams.delete(oldest);
    return stream;
  }
}
