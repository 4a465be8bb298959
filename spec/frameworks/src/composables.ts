// src/composables.ts
import type { Observable } from 'rxjs';
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { live, type Inbound } from './live';

/** The last value of a stream, for as long as the component, or the store, lives. */
export function useLatest<T, Initial>(stream$: Observable<T>, initial: Initial): Readonly<ShallowRef<T | Initial>> {
  const latest = shallowRef<T | Initial>(initial);
  // A server never disposes of a component.
  if (typeof window === 'undefined') return latest;
  const subscription = stream$.subscribe((value) => (latest.value = value));
  onScopeDispose(() => subscription.unsubscribe());
  return latest;
}

/** The last message of a type. */
export const useMessage = <Type extends keyof Inbound>(type: Type) => useLatest(live.on(type), undefined);

/** The status of the connection. */
export const useStatus = () => useLatest(live.status$, live.status);
