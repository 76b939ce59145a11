import { useEffect, useRef } from 'react';
import type { LiveQuery } from '../protocol/PipelineQuery.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import type { ErrorFrame } from '../protocol/ServerFrame.js';
import { useRealtimeClient } from './RealtimeProvider.js';
import { useFrameStore } from './useFrameStore.js';

/** A live list as a component shows it. */
export interface PipelinesSnapshot {
  /** The newest start first; empty until it is known what is on the list. */
  readonly pipelines: readonly PipelineState[];
  /** Whether it is known what is on the list. */
  readonly loaded: boolean;
  /** Why the server refuses the list. */
  readonly error?: ErrorFrame;
}

const unknown: PipelinesSnapshot = { pipelines: [], loaded: false };

/**
 * A live list of the pipelines that a query finds, while the component is mounted: as they start, change, enter and
 * leave.
 */
export function usePipelines(query: Omit<LiveQuery, 'signal' | 'onError'> = {}): PipelinesSnapshot {
  const client = useRealtimeClient();
  const latest = useRef(query);
  useEffect(() => {
    latest.current = query;
  });
  const { owner, status, kind, limit, maxHz } = query;
  return useFrameStore<PipelinesSnapshot>(
    unknown,
    () => unknown,
    (set) =>
      client.watchQuery((pipelines) => set({ pipelines, loaded: true }), {
        ...latest.current,
        onError: (error) => set({ ...unknown, error }),
      }),
    [client, owner, `${status}`, kind, limit, maxHz],
  );
}
