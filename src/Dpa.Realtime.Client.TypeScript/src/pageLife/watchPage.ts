import type { Link } from '../connection/Link.js';
import type { Platform, WakeSource } from '../platform/Platform.js';
import type { SubscriptionSync } from '../subscriptions/syncSubscriptions.js';

/** The rates for a hidden page and for a page that is asked to save data, in frames a second. */
const hiddenHz = 1;
const savingHz = 2;
/** How long a sign of life may take if the browser reports that there is no network, in milliseconds. */
const offlineMs = 2_000;

/**
 * Follows the page: hidden (slow, disconnected after a while), shown again, into the back/forward cache and out of it,
 * frozen and resumed, the network lost, restored or changed. Does nothing if there is no page, as in workers and Node.
 * @returns A function that ends it.
 */
export function watchPage(
  { window, document, navigator, delay }: Platform,
  hiddenMs = 300_000,
  link: () => Link,
  sync: SubscriptionSync,
): () => void {
  const network = navigator?.connection;
  const ends: (() => void)[] = [];
  let cancel: (() => void) | undefined;
  let slow = Infinity;

  const isHidden = (): boolean => document?.visibilityState === 'hidden';
  const pause = (): void => link().pause();
  const wake = (): void => {
    if (!isHidden()) link().wake();
  };
  const offline = (): void => {
    if (link().snapshot.status === 'live') link().wake(offlineMs); // there may still be a network to this server
  };
  const limit = (): void => {
    cancel?.();
    cancel = isHidden() ? delay(pause, hiddenMs) : undefined;
    const hz = isHidden() ? hiddenHz : network?.saveData ? savingHz : Infinity;
    if (hz !== slow) sync.cap((slow = hz));
  };
  const look = (): void => {
    limit();
    wake();
  };
  const on = (source: WakeSource | undefined, listeners: Record<string, () => void>): void => {
    for (const type in listeners) {
      const listener = listeners[type] as () => void;
      source?.addEventListener(type, listener);
      ends.push(() => source?.removeEventListener(type, listener));
    }
  };

  on(document, { visibilitychange: look, freeze: pause, resume: wake });
  // A page with an open socket is not taken into the back/forward cache.
  on(window, { online: wake, offline, pagehide: pause, pageshow: wake });
  on(network, { change: look });
  limit();
  return () => {
    cancel?.();
    for (const end of ends) end();
    if (slow < Infinity) sync.cap(Infinity);
  };
}
