import type { PipelineState } from '../protocol/PipelineState.js';
import type { PipelineFrame, ProgressFrames, UpdateFrame } from '../protocol/ServerFrame.js';
import { comparePositions } from './comparePositions.js';
import { countFrom } from './countFrom.js';
import { expandUpdate } from './expandUpdate.js';
import { unmoved, type Held, type Merged } from './Held.js';
import { mergeProgress } from './mergeProgress.js';
import { mergeStage } from './mergeStage.js';
import { inFront, withTransitions } from './withTransitions.js';

/**
 * The held state after a frame. Only a greater position is ever applied, so frames may come twice, late or not at all.
 * @param lastResort The frame answers a request without `since`: a gap in the transitions is then counted, and not
 * requested again.
 */
export function merge(held: Held | undefined, frame: ProgressFrames, lastResort = false): Merged {
  if (frame.type === 'stage_update') return mergeStage(held, frame);
  if (frame.type === 'progress') return mergeProgress(held, frame);
  if (frame.type === 'pipeline_update') return mergeUpdate(held, frame, lastResort);
  return mergePipeline(held, frame, lastResort);
}

/** What an update leaves out is as in the held state of its epoch; without such a state the update means nothing. */
function mergeUpdate(held: Held | undefined, frame: UpdateFrame, lastResort: boolean): Merged {
  if (held && comparePositions(frame, held.state) <= 0) return unmoved(held, 'ignored');
  if (held?.state.epoch !== frame.epoch) return unmoved(held, 'behind');
  return mergePipeline(held, expandUpdate(held.state, frame), lastResort);
}

function mergePipeline(held: Held | undefined, frame: PipelineFrame, lastResort: boolean): Merged {
  const before = held?.state;
  const sameEpoch = before?.epoch === frame.epoch;
  // A partial frame means nothing without the state that it is a part of.
  if (!before) return frame.partial ? unmoved(held, 'behind') : unmoved(take(held, frame));
  if (!frame.reset) {
    const order = comparePositions(frame, before);
    const completes = order === 0 && frame.stages && !frame.partial && !held?.whole;
    if (order <= 0 && !completes) return unmoved(held, 'ignored');
    if (frame.partial && !sameEpoch) return unmoved(held, 'behind');
  }
  const { transitions = [] } = frame;
  // Transitions that were not requested do not count as skipped.
  const count = frame.reset || !frame.transitions ? frame.transition : countFrom(before, frame, transitions);
  const raised = transitions.filter((one) => one.transition > count);
  const skipped = frame.transition - count - raised.length;
  // Without stages a frame lists the transitions of its own change only: earlier ones can still be requested.
  if (skipped > 0 && !frame.stages && !lastResort) return unmoved(held, 'behind');
  const next = take(held, frame);
  return { ...unmoved(next, frame.partial && !next.whole ? 'behind' : undefined), raised, skipped };
}

function take(held: Held | undefined, frame: PipelineFrame): Held {
  const { type: _type, partial, reset, ...fields } = frame;
  const before = held && (held.state.epoch === frame.epoch || held.state.epoch === frame.continues) ? held : undefined;
  const old = before?.state.stages ?? [];
  let stages = frame.stages ?? old;
  if (partial) {
    const changed = new Map(stages.map((stage) => [stage.id, stage]));
    stages = [
      ...old.map((stage) => changed.get(stage.id) ?? stage),
      ...stages.filter(({ id }) => !old.some((stage) => stage.id === id)),
    ];
  }
  const { transitions = [] } = frame;
  const taken = { ...fields, transitions, stages } as PipelineState;
  const state = frame.stages
    ? taken
    : withTransitions({ ...taken, transitions: (!reset && before?.state.transitions) || [] }, transitions);
  const isFull = frame.stages !== undefined && !partial;
  return {
    state,
    shown: isFull ? state : inFront(before, state),
    whole: isFull || (partial === true && before?.whole === true),
  };
}
