import type { PipelineState } from '../protocol/PipelineState.js';
import type { MineOptions } from '../subscriptions/MineOptions.js';
import { useRealtimeClient } from './RealtimeProvider.js';
import { useFrameStore } from './useFrameStore.js';

/**
 * The user's own pipelines, oldest first: all that are running, and those that ended since; undefined until they are
 * known. For a list `detail: 'pipeline'` and a low `maxHz` are enough.
 */
export function useMyPipelines(options: Omit<MineOptions, 'signal'> = {}): readonly PipelineState[] | undefined {
  const { detail = 'stages', maxHz } = options;
  const client = useRealtimeClient();
  return useFrameStore<readonly PipelineState[] | undefined>(
    undefined,
    () => client.getMine(),
    (set) => {
      const leave = client.watchMine(set, { detail, ...(maxHz !== undefined && { maxHz }) });
      set(client.getMine()); // what changed between the render and now
      return leave;
    },
    [client, detail, maxHz],
  );
}
