import { useEffect, useMemo, useRef } from 'react';
import { runOf } from '../progress/runOf.js';
import { storePipeline, unknownPipeline, type PipelineSnapshot } from '../subscriptions/storePipeline.js';
import type { WatchOptions } from '../subscriptions/WatchOptions.js';
import { useRealtimeClient } from './RealtimeProvider.js';
import { useFrameStore } from './useFrameStore.js';

/** Options of the hook: the callbacks may differ at each render. */
export type UsePipelineOptions = Omit<WatchOptions, 'signal'>;

/**
 * A pipeline, watched while the component is mounted: `state`, `presence`, `error` and `isEnded`. `state` is undefined
 * until there is one, and without an id.
 */
export function usePipeline(pipelineId: string | undefined, options: UsePipelineOptions = {}): PipelineSnapshot {
  const client = useRealtimeClient();
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const endShown = useRef('');
  const { wait = false, detail = 'stages', maxHz } = options;
  const store = useMemo(() => {
    if (pipelineId === undefined) return undefined;
    return storePipeline(client, pipelineId, {
      wait,
      detail,
      ...(maxHz !== undefined && { maxHz }),
      onTransition: (...args) => latest.current.onTransition?.(...args),
      onTransitionsSkipped: (...args) => latest.current.onTransitionsSkipped?.(...args),
      onEnd: (state) => {
        // Once for each attempt, even if it is watched again: in StrictMode, with other options.
        const run = runOf(state);
        if (run === endShown.current) return;
        endShown.current = run;
        latest.current.onEnd?.(state);
      },
      onNotFound: (...args) => latest.current.onNotFound?.(...args),
      onError: (...args) => latest.current.onError?.(...args),
      onErrorOver: () => latest.current.onErrorOver?.(),
    });
  }, [client, pipelineId, wait, detail, maxHz]);
  return useFrameStore<PipelineSnapshot>(
    unknownPipeline,
    () => store?.getSnapshot() ?? unknownPipeline,
    (set) => store?.subscribe(set) ?? (() => {}),
    [store],
  );
}
