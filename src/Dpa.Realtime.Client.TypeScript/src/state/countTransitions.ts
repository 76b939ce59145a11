import type { PipelineState } from '../protocol/PipelineState.js';
import type { PipelineFrame } from '../protocol/ServerFrame.js';
import type { Transition } from '../protocol/Transition.js';
import { comparePositions } from './comparePositions.js';

/** Which transitions of a state are news to one who holds `before`, and how many of them the state no longer lists. */
export function countTransitions(before: PipelineState | undefined, frame: PipelineFrame): { raised: readonly Transition[]; skipped: number } {
  const count = before ? countFrom(before, frame) : frame.transition;
  const byNumber = new Map<number, Transition>();
  for (const transition of frame.transitions) {
    if (transition.transition > count && transition.transition <= frame.transition) byNumber.set(transition.transition, transition);
  }
  const raised = [...byNumber.values()].sort((a, b) => a.transition - b.transition);
  return { raised, skipped: Math.max(0, frame.transition - count) - raised.length };
}

/** The number from which on the frame's transitions are new. */
function countFrom(before: PipelineState, frame: PipelineFrame): number {
  if (before.epoch === frame.epoch) return before.transition;
  // Only a reset leads to an older epoch: its past was told by whoever held it then.
  if (comparePositions(frame, before) < 0) return frame.transition;
  if (frame.continues === undefined) return 0; // the id is used again, for another run
  // A state lost twice while we were away names an epoch that we never saw; its running counter is then at or above ours.
  return frame.continues === before.epoch || frame.transition >= before.transition ? before.transition : 0;
}
