import type { ConnectionSnapshot } from './connection/ConnectionSnapshot.js';
import type { RealtimeClientOptions } from './connection/RealtimeClientOptions.js';
import type { ControlAction } from './protocol/ControlAction.js';
import type { PipelineState } from './protocol/PipelineState.js';
import type { RealtimeCounters } from './RealtimeCounters.js';
import type { StateListener, WatchOptions } from './subscriptions/WatchOptions.js';

/** Signatures first; the body follows in the next commits. */
export declare class RealtimeClient {
  constructor(options: RealtimeClientOptions);
  get connection(): ConnectionSnapshot;
  get counters(): RealtimeCounters;
  start(): void;
  close(): void;
  onConnection(listener: (connection: ConnectionSnapshot) => void): () => void;
  watch(pipelineId: string, listener: StateListener, options?: WatchOptions): () => void;
  watchMine(listener: (pipelines: readonly PipelineState[]) => void): () => void;
  getState(pipelineId: string): PipelineState | undefined;
  getMine(): readonly PipelineState[];
  control(pipelineId: string, action: ControlAction, reason?: string): Promise<void>;
  states(pipelineId: string, options?: WatchOptions): AsyncIterableIterator<PipelineState>;
}
