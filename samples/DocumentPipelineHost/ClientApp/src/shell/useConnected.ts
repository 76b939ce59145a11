import { useRealtimeClient } from '@dpa/realtime/react';
import { useSyncExternalStore } from 'react';
import { isLost } from './isLost';

/** A shorter interruption, in milliseconds, is not reported. */
const grace = 2000;

interface Watch {
  connected: boolean;
  readonly listeners: Set<() => void>;
}

const watches = new WeakMap<object, Watch>();

/** One watch per client, shared by all callers. */
function watchOf(client: ReturnType<typeof useRealtimeClient>): Watch {
  const known = watches.get(client);
  if (known) return known;
  const watch: Watch = { connected: true, listeners: new Set() };
  watches.set(client, watch);
  let falling: ReturnType<typeof setTimeout> | undefined;
  const set = (connected: boolean): void => {
    clearTimeout(falling);
    falling = undefined;
    if (watch.connected === connected) return;
    watch.connected = connected;
    for (const listener of watch.listeners) listener();
  };
  client.onConnection((snapshot) => {
    const lost = isLost(snapshot);
    if (lost) falling ??= setTimeout(() => set(false), grace);
    else if (lost === false) set(true);
  });
  return watch;
}

/** Whether the shown data is reliable: false once the host has been out of reach for two seconds. */
export function useConnected(): boolean {
  const watch = watchOf(useRealtimeClient());
  return useSyncExternalStore(
    (listener) => {
      watch.listeners.add(listener);
      return () => watch.listeners.delete(listener);
    },
    () => watch.connected,
  );
}
