import { useEffect, useRef } from 'react';
import type { PipelineState } from '../protocol/PipelineState.js';
import type { WatchOptions } from '../subscriptions/WatchOptions.js';
import { useRealtimeClient } from './RealtimeProvider.js';
import { useFrameStore } from './useFrameStore.js';

/** Options of the hook: the callbacks may be new ones at each render. */
export type UsePipelineOptions = Omit<WatchOptions, 'signal'>;

/** The newest state of a pipeline, watched while the component is mounted; undefined until there is one, or without an id. */
export function usePipeline(pipelineId: string | undefined, options: UsePipelineOptions = {}): PipelineState | undefined {
  const client = useRealtimeClient();
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const { wait = false, detail = 'stages', maxHz } = options;
  return useFrameStore<PipelineState | undefined>(
    undefined,
    () => (pipelineId === undefined ? undefined : client.getState(pipelineId)),
    (set) => {
      if (pipelineId === undefined) return () => {};
      return client.watch(pipelineId, set, {
        wait,
        detail,
        ...(maxHz !== undefined && { maxHz }),
        onTransition: (...args) => latest.current.onTransition?.(...args),
        onTransitionsSkipped: (...args) => latest.current.onTransitionsSkipped?.(...args),
        onNotFound: (...args) => latest.current.onNotFound?.(...args),
        onError: (...args) => latest.current.onError?.(...args),
      });
    },
    [client, pipelineId, wait, detail, maxHz],
  );
}
