import type { PipelineState } from '../protocol/PipelineState.js';
import type { StageFrame } from '../protocol/ServerFrame.js';
import type { Transition } from '../protocol/Transition.js';

/**
 * What the client knows of one pipeline. `state` is the truth at its position, transitions counted up to `state.transition`.
 * This room is pure: what was held and a frame give what is held next, and what to tell of it.
 */
export interface Held {
  readonly state: PipelineState;
  /** All stages are as of the state's version; false after frames that left them out. Only then may it be named as `since` with stages. */
  readonly whole: boolean;
  /** Newer values of stages that may be shown but are not part of the truth yet: the newest of each. */
  readonly ahead: readonly StageFrame[];
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
