import type { PipelineState } from '../protocol/PipelineState.js';
import type { ProgressDetail } from '../protocol/ProgressDetail.js';

/**
 * Receives the user's own pipelines, oldest first, whenever one of them changes; an empty list once it is known that
 * there are none.
 */
export type MineListener = (pipelines: readonly PipelineState[]) => void;

/**
 * How a listener watches the user's own pipelines. The client asks the server for the richest detail that any of its
 * listeners wants.
 */
export interface MineOptions {
  /** Default: `stages`. */
  readonly detail?: ProgressDetail;
  /**
   * The highest rate of progress frames a second for each, 0.1–60; the last value is always sent. Default: no limit.
   */
  readonly maxHz?: number;
  /** Ends the watch, as the returned function does. */
  readonly signal?: AbortSignal;
}
