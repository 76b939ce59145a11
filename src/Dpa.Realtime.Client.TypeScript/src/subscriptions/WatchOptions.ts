import type { ErrorFrame } from '../protocol/ServerFrame.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import type { ProgressDetail } from '../protocol/ProgressDetail.js';
import type { Transition } from '../protocol/Transition.js';

/**
 * Why there is no state to show: unknown (or not visible to the caller), waited for too long, or access was revoked.
 */
export type AbsenceReason = 'not_found' | 'expired' | 'forbidden';

/**
 * Receives the newest state at once if there is one, then every newer one; `undefined` when the pipeline can no longer
 * be seen.
 */
export type StateListener = (state: PipelineState | undefined) => void;

/** How one listener watches a pipeline. The client requests the richest detail that any of its listeners wants. */
export interface WatchOptions {
  /** Raised exactly once for each transition after the first state; not if only a `summary` is watched. */
  readonly onTransition?: (transition: Transition, state: PipelineState) => void;
  /** Raised when that many transitions were too old to be reported one by one. */
  readonly onTransitionsSkipped?: (count: number, state: PipelineState) => void;
  /** Called once for each attempt that ends, even if it had ended before. */
  readonly onEnd?: (state: PipelineState) => void;
  readonly onNotFound?: (reason: AbsenceReason) => void;
  /** The server refused something about this pipeline, e.g. `too_many_subscriptions`. */
  readonly onError?: (error: ErrorFrame) => void;
  /** What was refused is now accepted, even if no newer state comes with it. */
  readonly onErrorOver?: () => void;
  /** Watch before the pipeline exists: no `onNotFound`, states come when it starts. Default: false. */
  readonly wait?: boolean;
  /** Default: `stages`. */
  readonly detail?: ProgressDetail;
  /** The highest rate of progress frames a second, 0.1–60; the last value is always sent. Default: no limit. */
  readonly maxHz?: number;
  /**
   * A state of it that the page has already, from HTTP or from its own HTML: only what is newer is asked for.
   * Where the client holds one itself, or the server has withdrawn it, this one is not used. With stages it is used as
   * whole: transitions that it leaves out are not sent later.
   */
  readonly known?: PipelineState;
  /** Ends the watch, as the returned function does. */
  readonly signal?: AbortSignal;
}
