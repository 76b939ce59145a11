import type { ErrorFrame } from '../protocol/ServerFrame.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import type { ProgressDetail } from '../protocol/ProgressDetail.js';
import type { Transition } from '../protocol/Transition.js';

/** Why there is no state to show: unknown (or not the caller's to see), waited for too long, or access was revoked. */
export type AbsenceReason = 'not_found' | 'expired' | 'forbidden';

/**
 * Gets the newest state at once if there is one, then every newer one; `undefined` when the pipeline is no longer there
 * to see.
 */
export type StateListener = (state: PipelineState | undefined) => void;

/** How one listener watches a pipeline. The client asks the server for the richest that any of its listeners wants. */
export interface WatchOptions {
  /** Raised exactly once for each transition after the first state; not where only a `summary` is watched. */
  readonly onTransition?: (transition: Transition, state: PipelineState) => void;
  /** Raised when that many transitions were too old to be told. */
  readonly onTransitionsSkipped?: (count: number, state: PipelineState) => void;
  /** Called once for each attempt that ends, also where it had ended before. */
  readonly onEnd?: (state: PipelineState) => void;
  readonly onNotFound?: (reason: AbsenceReason) => void;
  /** The server refused something about this pipeline, e.g. `too_many_subscriptions`. */
  readonly onError?: (error: ErrorFrame) => void;
  /** What was refused is granted, also where no newer state comes with it. */
  readonly onErrorOver?: () => void;
  /** Watch before there is anything: no `onNotFound`, states come when the pipeline starts. Default: false. */
  readonly wait?: boolean;
  /** Default: `stages`. */
  readonly detail?: ProgressDetail;
  /** At most so many progress frames a second, 0.1–60; the last value always comes. Default: as they come. */
  readonly maxHz?: number;
  /**
   * A state of it that the page has already, from HTTP or from its own HTML: only what is newer is asked for.
   * Where the client holds one itself, that one counts.
   */
  readonly known?: PipelineState;
  /** Ends the watch, as the returned function does. */
  readonly signal?: AbortSignal;
}
