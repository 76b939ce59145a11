import type { PipelineState } from '../protocol/PipelineState.js';
import type { Transition } from '../protocol/Transition.js';

/**
 * What the client knows of one pipeline. This folder is pure: from the held state and a frame it computes the next held
 * state, and what to report of it (docs/protocol.md#what-a-client-does-with-a-frame).
 */
export interface Held {
  /** The authoritative state at its position, transitions counted up to `state.transition`. */
  readonly state: PipelineState;
  /**
   * The same with newer values that are not authoritative yet; the very same object if there are none.
   */
  readonly shown: PipelineState;
  /**
   * All stages are as of the state's version; false after frames that left them out. Only then may it be named as
   * `since` with stages.
   */
  readonly whole: boolean;
}

/** The outcome of a frame. */
export interface Merged {
  readonly held: Held | undefined;
  /** Nothing was taken from the frame. */
  readonly ignored?: true;
  /** Something before the frame is missing: request it again. */
  readonly behind?: true;
  /** To be raised, oldest first. */
  readonly raised: readonly Transition[];
  /** How many transitions before those are no longer known. */
  readonly skipped: number;
}

/** The result of a frame that changes nothing. */
export function unmoved(held: Held | undefined, why?: 'ignored' | 'behind'): Merged {
  return { held, raised: [], skipped: 0, ...(why && { [why]: true }) };
}
