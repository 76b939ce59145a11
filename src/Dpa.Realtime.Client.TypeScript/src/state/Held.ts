import type { PipelineState } from '../protocol/PipelineState.js';
import type { Transition } from '../protocol/Transition.js';

/**
 * What the client knows of one pipeline. This room is pure: what was held and a frame give what is held next, and what
 * to tell of it (docs/protocol.md#what-a-client-does-with-a-frame).
 */
export interface Held {
  /** The truth at its position, transitions counted up to `state.transition`. */
  readonly state: PipelineState;
  /**
   * The same with values in front of it that are not part of the truth yet; the very same object where there are none.
   */
  readonly shown: PipelineState;
  /**
   * All stages are as of the state's version; false after frames that left them out. Only then may it be named as
   * `since` with stages.
   */
  readonly whole: boolean;
}

/** What became of a frame. */
export interface Merged {
  readonly held: Held | undefined;
  /** Nothing was taken from the frame. */
  readonly ignored?: true;
  /** Something before the frame is missing: ask again. */
  readonly behind?: true;
  /** To be raised, oldest first. */
  readonly raised: readonly Transition[];
  /** Transitions before those that nobody can tell any more. */
  readonly skipped: number;
}

/** What a frame that moves nothing leaves. */
export function unmoved(held: Held | undefined, why?: 'ignored' | 'behind'): Merged {
  return { held, raised: [], skipped: 0, ...(why && { [why]: true }) };
}
