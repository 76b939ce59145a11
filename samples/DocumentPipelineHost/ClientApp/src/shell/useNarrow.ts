import { useSyncExternalStore } from 'react';

/** As wide as a phone at most; the styles have the same bound. */
const query = typeof matchMedia === 'function' ? matchMedia('(max-width: 640px)') : undefined;

function subscribe(listener: () => void): () => void {
  query?.addEventListener('change', listener);
  return () => query?.removeEventListener('change', listener);
}

/** Whether the window is as narrow as a phone's. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => query?.matches ?? false);
