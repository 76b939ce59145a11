import { useMemo, useSyncExternalStore } from 'react';
import { FrameStore } from './FrameStore.js';

/**
 * Reads a source of values through its own store.
 * @param unknown What is shown before anything is known: what a server renders, and so what its page is hydrated with,
 * whatever the client knows by then.
 * @param source Called with a function that takes values; returns a function that ends it. A new one (by
 * `dependencies`) starts with a new store.
 */
export function useFrameStore<T>(
  unknown: T,
  first: () => T,
  source: (set: (value: T) => void) => () => void,
  dependencies: readonly unknown[],
): T {
  const store = useMemo(() => new FrameStore(first()), dependencies);
  const subscribe = useMemo(
    () => (listener: () => void) => {
      const unsubscribe = store.subscribe(listener);
      const leave = source(store.set);
      return () => {
        leave();
        unsubscribe();
      };
    },
    [store],
  );
  return useSyncExternalStore(subscribe, store.get, () => unknown);
}
