import type { RealtimeClient } from '@dpa/realtime';
import { address } from '../api/address';
import { isLost } from './isLost';

/** How often a host that is out of reach is looked for, in milliseconds: a page that waits is back so soon after it. */
export const lookEveryMs = 1000;

let missing = false;

/**
 * Nobody answers at all: the next look for the host is at most that far away. Sockets that something on the way refuses
 * are another matter.
 */
export const isHostMissing = (): boolean => missing;

/**
 * The client's own attempts become less frequent, to protect overloaded servers. One small request every second,
 * only while the page is visible, detects when the host answers again; then the client and the uploads stop waiting.
 */
export function watchForHost(client: Pick<RealtimeClient, 'onConnection'>): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  let asking = false;

  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    missing = false;
  };
  const look = async (): Promise<void> => {
    if (asking || document.visibilityState === 'hidden') return;
    asking = true;
    const answer = await fetch(address('/healthz/live'), {
      cache: 'no-store',
      signal: AbortSignal.timeout(2000),
    }).catch(() => undefined);
    asking = false;
    if (timer === undefined) return;
    const isBack = missing && answer?.ok === true;
    missing = !answer || answer.status >= 500;
    // A host that was there all the time is the client's own matter: it finds another way.
    if (isBack) dispatchEvent(new Event('online'));
  };
  const leave = client.onConnection((snapshot) => {
    const lost = isLost(snapshot);
    // What the client has closed it does not open by itself.
    if (lost === false || snapshot.status === 'closed') stop();
    else if (lost) timer ??= setInterval(() => void look(), lookEveryMs);
  });
  return () => {
    leave();
    stop();
  };
}
