import type { Platform, WakeSource } from '../connection/Platform.js';

/** What the page's life does to the connection. */
export interface PageEvents {
  pause(): void;
  wake(): void;
  /** At most so many progress frames a second of each pipeline. */
  cap(hz: number): void;
}

/** A hidden page (protocol section 10), one that is asked to save data, any other: frames a second. */
const hiddenHz = 1;
const savingHz = 2;

/**
 * Follows the page: hidden (slow, after a while away), shown again, into the back/forward cache and out of it, frozen and resumed, the network
 * back or another. Does nothing where there is no page, as in workers and Node. Returns what ends it.
 */
export function watchPage({ window, document, navigator, delay }: Platform, hiddenMs = 300_000, events: PageEvents): () => void {
  const network = navigator?.connection;
  const ends: (() => void)[] = [];
  let cancel: (() => void) | undefined;
  let slow = Infinity;

  const isHidden = (): boolean => document?.visibilityState === 'hidden';
  const wake = (): void => {
    if (!isHidden()) events.wake();
  };
  const look = (): void => {
    cancel?.();
    cancel = isHidden() ? delay(events.pause, hiddenMs) : undefined;
    const hz = isHidden() ? hiddenHz : network?.saveData ? savingHz : Infinity;
    if (hz !== slow) events.cap((slow = hz));
    wake();
  };
  const on = (source: WakeSource | undefined, listeners: Record<string, () => void>): void => {
    for (const type in listeners) {
      const listener = listeners[type] as () => void;
      source?.addEventListener(type, listener);
      ends.push(() => source?.removeEventListener(type, listener));
    }
  };

  on(document, { visibilitychange: look, freeze: events.pause, resume: wake });
  // A page with an open socket is not taken into the back/forward cache.
  on(window, { online: wake, pagehide: events.pause, pageshow: wake });
  on(network, { change: look });
  look();
  return () => {
    cancel?.();
    for (const end of ends) end();
  };
}
