import { useRef, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function tick(): void {
  // A hidden page shows nothing, so it need not count.
  if (document.visibilityState === 'hidden') return;
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = Date.now();
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const ignore = (): (() => void) => () => undefined;

/**
 * The time in milliseconds, once a second, and the last one while it does not run; one timer for the whole page, none
 * while nobody asks.
 */
export function useClock(running: boolean): number {
  const last = useRef(now);
  return useSyncExternalStore(running ? subscribe : ignore, () => (running ? (last.current = now) : last.current));
}
