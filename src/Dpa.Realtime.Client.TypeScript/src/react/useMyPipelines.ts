import type { PipelineState } from '../protocol/PipelineState.js';
import { useRealtimeClient } from './RealtimeProvider.js';
import { useFrameStore } from './useFrameStore.js';

const none: readonly PipelineState[] = [];

/** The user's own pipelines, oldest first: all under way, and those that ended since. */
export function useMyPipelines(): readonly PipelineState[] {
  const client = useRealtimeClient();
  return useFrameStore<readonly PipelineState[]>(
    none,
    () => client.getMine(),
    (set) => {
      const leave = client.watchMine(set);
      set(client.getMine()); // what changed between the render and now
      return leave;
    },
    [client],
  );
}
