import type { Platform } from './Platform.js';

/** A room that cannot be loaded, because the network is away, is asked for again after this time, in milliseconds. */
const againMs = 5_000;

/** Uses a room as soon as it is there. Returns what ends that, before or after; `use` returns its own end. */
export function late<T>(load: () => Promise<T>, { delay }: Platform, use: (room: T) => () => void): () => void {
  let end: (() => void) | undefined;
  let ended = false;
  const ask = (): void => {
    load().then(
      (room) => (end = ended ? end : use(room)),
      () => (end = ended ? end : delay(ask, againMs)),
    );
  };
  ask();
  return () => {
    ended = true;
    end?.();
  };
}
