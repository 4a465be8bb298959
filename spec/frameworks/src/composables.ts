// src/composables.ts
import type { Observable, Subscription } from 'rxjs';
import { onMounted, onUnmounted, shallowRef, type ShallowRef } from 'vue';
import { live, type Inbound } from './live';

/** The last value of a stream, for as long as the component is mounted. */
export function useLatest<T, Initial>(stream$: Observable<T>, initial: Initial): Readonly<ShallowRef<T | Initial>> {
  const latest = shallowRef<T | Initial>(initial);
  let subscription: Subscription | undefined;
  // Not in `setup()`: a server runs that too, and a page must first be what the server rendered.
  onMounted(() => (subscription = stream$.subscribe((value) => (latest.value = value))));
  onUnmounted(() => subscription?.unsubscribe());
  return latest;
}

/** The last message of a type. */
export const useMessage = <Type extends keyof Inbound>(type: Type) => useLatest(live.on(type), undefined);

/** The status of the connection. */
export const useStatus = () => useLatest(live.status$, live.status);
