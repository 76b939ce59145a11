import type { PipelineState } from '../protocol/PipelineState.js';
import type { PipelineFrame, StageFrame } from '../protocol/ServerFrame.js';
import type { StageState } from '../protocol/StageState.js';
import { comparePositions } from './comparePositions.js';
import { countTransitions } from './countTransitions.js';
import type { Held, Merged } from './Held.js';
import { mergeStage, withTransitions } from './mergeStage.js';

/**
 * What is held after a frame. Only a greater position is ever applied, so frames may come twice, late or not at all.
 * @param lastResort The full state was asked for and this may be all that comes: a gap in the transitions is then counted instead of asked about.
 */
export function merge(held: Held | undefined, frame: PipelineFrame | StageFrame, lastResort = false): Merged {
  return frame.type === 'stage_update' ? mergeStage(held, frame) : mergePipeline(held, frame, lastResort);
}

function mergePipeline(held: Held | undefined, frame: PipelineFrame, lastResort: boolean): Merged {
  const nothing = { held, raised: [], skipped: 0 };
  const full = frame.stages !== undefined && !frame.partial;
  const order = held ? comparePositions(frame, held.state) : 1;
  const completes = order === 0 && full && !held?.whole;
  if (order <= 0 && !completes && !frame.reset) return { ...nothing, ignored: true };
  // A part means nothing without the state that it is a part of.
  if (frame.partial && held?.state.epoch !== frame.epoch) return { ...nothing, behind: true };

  const { raised, skipped } = countTransitions(held?.state, frame);
  // Without stages a frame lists the transitions of its own change only: earlier ones can still be asked for.
  if (skipped > 0 && !frame.stages && !lastResort) return { ...nothing, behind: true };
  const next = replaceWith(held, frame, full);
  return { held: next, ...(frame.partial && !next.whole ? { behind: true as const } : {}), raised, skipped };
}

function replaceWith(held: Held | undefined, frame: PipelineFrame, full: boolean): Held {
  const { type: _type, partial: _partial, reset: _reset, continues, ...fields } = frame;
  const listed = new Map(frame.stages?.map((stage) => [stage.id, stage]));
  const sameRun = held?.state.epoch === frame.epoch || continues !== undefined ? held : undefined;
  const stages = full ? [...listed.values()] : mergeStages(sameRun?.state.stages ?? [], listed);
  const state = { ...fields, stages } as unknown as PipelineState;
  const ahead = full || held?.state.epoch !== frame.epoch ? [] : held.ahead.filter((other) => !listed.has(other.stage_type));
  return {
    state: frame.stages ? state : withTransitions({ ...state, transitions: sameRun?.state.transitions ?? [] }, frame.transitions),
    // Stages are only ever added at the end: a part tells of new ones in their order.
    whole: full || (frame.partial === true && sameRun?.whole === true),
    ahead,
  };
}

function mergeStages(held: readonly StageState[], changed: Map<string, StageState>): readonly StageState[] {
  const known = new Set(held.map((stage) => stage.id));
  return [...held.map((stage) => changed.get(stage.id) ?? stage), ...[...changed.values()].filter((stage) => !known.has(stage.id))];
}
