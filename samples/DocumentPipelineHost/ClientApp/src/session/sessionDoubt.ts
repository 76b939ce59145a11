import { randomId } from './randomId';

/** Has another value whenever the session of this browser changed. */
const storageKey = 'dpa.session';

const listeners = new Set<() => void>();

/** A request was refused as unauthenticated: the page asks who is signed in. */
export function doubtSession(): void {
  for (const listener of listeners) listener();
}

/** Somebody signed in or out here, or took another user: the other tabs of this browser ask who is signed in. */
export function notifyOtherTabs(): void {
  try {
    localStorage.setItem(storageKey, randomId());
  } catch {
    // Storage is closed to the page: the other tabs find out at their next request.
  }
}

/** Calls back whenever the page should ask who is signed in; returns what ends it. */
export function onSessionDoubt(listener: () => void): () => void {
  const take = ({ key }: StorageEvent): void => {
    if (key === storageKey) listener();
  };
  listeners.add(listener);
  addEventListener('storage', take);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', take);
  };
}
