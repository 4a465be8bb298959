// src/hooks.ts
import type { ConnectionStatus } from 'rx-gateway-socket';
import type { Observable } from 'rxjs';
import { useMemo, useSyncExternalStore } from 'react';
import { live, type Inbound } from './live';

/** The last value of a stream. Of the same stream: make it outside of the component, or with `live.on()`. */
export function useLatest<T>(stream$: Observable<T>): T | undefined {
  const store = useMemo(() => latestOf(stream$), [stream$]);
  return useSyncExternalStore(store.subscribe, store.get, () => undefined);
}

function latestOf<T>(stream$: Observable<T>) {
  let latest: T | undefined;
  return {
    subscribe: (changed: () => void) => {
      const subscription = stream$.subscribe((value) => {
        latest = value;
        changed();
      });
      return () => subscription.unsubscribe();
    },
    get: () => latest,
  };
}

/** The last message of a type. */
export const useMessage = <Type extends keyof Inbound>(type: Type) => useLatest(live.on(type));

const idle: ConnectionStatus = { state: 'idle' };
const subscribeToStatus = (changed: () => void) => {
  const subscription = live.status$.subscribe(changed);
  return () => subscription.unsubscribe();
};

/** The status of the connection; on a server `idle`. */
export const useStatus = () =>
  useSyncExternalStore(
    subscribeToStatus,
    () => live.status,
    () => idle,
  );
