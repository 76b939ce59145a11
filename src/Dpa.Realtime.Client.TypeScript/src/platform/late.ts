import type { Platform } from './Platform.js';

/** If a module cannot be loaded because the network is unavailable, it is requested again after this time (ms). */
const againMs = 5_000;

/**
 * Uses a module as soon as it is loaded. Returns a function that ends this, before or after; `use` returns its own end.
 */
export function late<T>(load: () => Promise<T>, { delay }: Platform, use: (loaded: T) => () => void): () => void {
  let end: (() => void) | undefined;
  let ended = false;
  const ask = (): void => {
    load().then(
      (loaded) => (end = ended ? end : use(loaded)),
      () => (end = ended ? end : delay(ask, againMs)),
    );
  };
  ask();
  return () => {
    ended = true;
    end?.();
  };
}
