import type { PipelineState } from '../protocol/PipelineState.js';
import type { StageFrame } from '../protocol/ServerFrame.js';
import type { StageState } from '../protocol/StageState.js';
import type { Transition } from '../protocol/Transition.js';
import { comparePositions } from './comparePositions.js';
import { unmoved, type Held, type Merged } from './Held.js';
import { inFront, withTransitions } from './withTransitions.js';

/** Merges a change of one stage (docs/protocol.md#what-a-client-does-with-a-frame). */
export function mergeStage(held: Held | undefined, frame: StageFrame): Merged {
  const order = held ? comparePositions(frame, held.state) : 1;
  const sameEpoch = held?.state.epoch === frame.epoch;
  if (frame.provisional) return held && sameEpoch ? unmoved(show(held, frame)) : unmoved(held, 'ignored');
  if (!held || (order > 0 && !sameEpoch)) return unmoved(held, 'behind');
  if (order <= 0) return unmoved(held, 'ignored');

  const before = held.state;
  const news = frame.transition - before.transition;
  // Something was lost: the state that added the stage, or a transition. The value may be shown, but its version may
  // not be held.
  if (!before.stages.some((stage) => stage.id === frame.stage_type))
    return unmoved({ ...held, whole: false }, 'behind');
  if (news > (frame.change === 'progress' ? 0 : 1)) return unmoved(show(held, frame), 'behind');

  const raised = news > 0 ? [transitionOf(frame)] : [];
  const { version, transition } = frame;
  const state = withTransitions({ ...withStage(before, frame), version, transition }, raised);
  return { held: { state, shown: inFront(held, state), whole: held.whole }, raised, skipped: 0 };
}

function show(held: Held, frame: StageFrame): Held {
  const shown = withStage(held.shown, frame);
  return {
    ...held,
    shown: { ...shown, overall_progress: Math.max(held.shown.overall_progress, shown.overall_progress) },
  };
}

function withStage(state: PipelineState, frame: StageFrame): PipelineState {
  const { current_stage: _, ...rest } = state;
  const { overall_progress, current_stage, timestamp } = frame;
  return {
    ...rest,
    stages: state.stages.map((stage) => (stage.id === frame.stage_type ? nextStage(stage, frame) : stage)),
    overall_progress,
    ...(current_stage !== undefined && { current_stage }),
    timestamp,
  } as PipelineState;
}

/**
 * The frame is absolute for its stage, so a field that it lacks is removed; name, weight and `can_interrupt` never
 * change.
 */
function nextStage({ id, stage_id, name, weight, can_interrupt }: StageState, frame: StageFrame): StageState {
  const {
    type,
    pipeline_id,
    epoch,
    transition,
    stage_type,
    stage_name,
    change,
    from,
    from_word,
    overall_progress,
    current_stage,
    timestamp,
    provisional,
    ...rest
  } = frame;
  return { ...rest, id, stage_id, name, weight, can_interrupt };
}

function transitionOf({
  transition,
  version,
  stage_type,
  from,
  from_word,
  status: to,
  status_word: to_word,
  ended,
  attempt,
  change,
  timestamp,
  message,
}: StageFrame): Transition {
  return {
    transition,
    version,
    stage_type,
    ...(from && { from }),
    ...(from_word && { from_word }),
    to,
    ...(to_word && { to_word }),
    ...(ended && { ended }),
    attempt,
    ...(change === 'attempt' && { new_attempt: true }),
    timestamp,
    ...(message && { message }),
  };
}
