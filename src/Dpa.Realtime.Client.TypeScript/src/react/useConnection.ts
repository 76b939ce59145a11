import type { ConnectionSnapshot } from '../connection/ConnectionSnapshot.js';
import { useRealtimeClient } from './RealtimeProvider.js';
import { useFrameStore } from './useFrameStore.js';

const unknown: ConnectionSnapshot = { status: 'connecting', reconnects: 0, attempt: 0 };

/** How the client is connected. */
export function useConnection(): ConnectionSnapshot {
  const client = useRealtimeClient();
  return useFrameStore(
    unknown,
    () => client.connection,
    (set) => {
      const leave = client.onConnection(set);
      set(client.connection); // what changed between the render and now
      return leave;
    },
    [client],
  );
}
