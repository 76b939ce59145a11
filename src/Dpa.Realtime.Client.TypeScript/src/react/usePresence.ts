import type { Presence } from '../subscriptions/Presence.js';
import { useRealtimeClient } from './RealtimeProvider.js';
import { useFrameStore } from './useFrameStore.js';

/**
 * Whether there is a state of a pipeline and if not, why: `unknown` until the server has sent anything about it.
 * Watches it while the component is mounted.
 */
export function usePresence(pipelineId: string, { wait = false }: { readonly wait?: boolean } = {}): Presence {
  const client = useRealtimeClient();
  return useFrameStore<Presence>(
    'unknown',
    () => client.getPresence(pipelineId),
    (set) => {
      const look = (): void => set(client.getPresence(pipelineId));
      const leave = client.watch(pipelineId, look, { wait, detail: 'summary', onNotFound: look });
      look(); // what changed between the render and now
      return leave;
    },
    [client, pipelineId, wait],
  );
}
