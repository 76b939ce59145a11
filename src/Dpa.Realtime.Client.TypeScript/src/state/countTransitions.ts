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
  return isSameRun(before, frame) ? before.transition : 0;
}

/** Whether the frame's newer epoch carries on what is held, or the id is used again for another run. */
function isSameRun(before: PipelineState, frame: PipelineFrame): boolean {
  if (frame.continues === undefined) return false;
  if (frame.continues === before.epoch) return true;
  // The state was lost more than once while we were away: a transition that both know decides.
  for (const mine of before.transitions) {
    const theirs = frame.transitions.find((transition) => transition.transition === mine.transition);
    if (theirs) return theirs.to === mine.to && theirs.stage_type === mine.stage_type && Date.parse(theirs.timestamp) === Date.parse(mine.timestamp);
  }
  // None is listed by both: what is missing in between is told as skipped, never silently.
  return frame.transition >= before.transition;
}
