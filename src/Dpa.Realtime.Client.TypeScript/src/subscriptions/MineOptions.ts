import type { PipelineState } from '../protocol/PipelineState.js';
import type { ProgressDetail } from '../protocol/ProgressDetail.js';

/**
 * Gets the user's own pipelines, oldest first, whenever one of them changes; an empty list once it is known that
 * there are none.
 */
export type MineListener = (pipelines: readonly PipelineState[]) => void;

/**
 * How a listener watches the user's own. The client asks the server for the richest that any of its listeners wants.
 */
export interface MineOptions {
  /** Default: `stages`. */
  readonly detail?: ProgressDetail;
  /** At most so many progress frames a second of each, 0.1–60; the last value always comes. Default: as they come. */
  readonly maxHz?: number;
  /** Ends the watch, as the returned function does. */
  readonly signal?: AbortSignal;
}
