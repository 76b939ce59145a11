import { useEffect, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let count = 0;

function change(by: number): void {
  count += by;
  for (const listener of listeners) listener();
}

/** A card in sight waits for its turn: where it stands in the queue is to be shown. */
export function useNotifyWaiting(waits: boolean): void {
  useEffect(() => {
    if (!waits) return undefined;
    change(1);
    return () => change(-1);
  }, [waits]);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether any card in sight waits for its turn. */
export const useAnyWaitingSeen = (): boolean => useSyncExternalStore(subscribe, () => count > 0);
