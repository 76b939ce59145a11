import { isEnd } from '../protocol/ProgressStatus.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import type { StageFrame } from '../protocol/ServerFrame.js';
import type { StageState } from '../protocol/StageState.js';
import type { Transition } from '../protocol/Transition.js';
import { comparePositions } from './comparePositions.js';
import type { Held, Merged } from './Held.js';

/** As many as a full state carries (protocol section 1). */
const keptTransitions = 64;

/** Takes in a change of one stage. */
export function mergeStage(held: Held | undefined, frame: StageFrame): Merged {
  const nothing = { held, raised: [], skipped: 0 };
  if (frame.provisional) return held?.state.epoch === frame.epoch ? { ...nothing, held: showAhead(held, frame) } : { ...nothing, ignored: true };
  if (!held || frame.epoch > held.state.epoch) return { ...nothing, behind: true };
  if (comparePositions(frame, held.state) <= 0) return { ...nothing, ignored: true };

  const news = frame.transition - held.state.transition;
  const told = frame.change === 'progress' ? 0 : 1;
  const known = held.state.stages.some((stage) => stage.id === frame.stage_type);
  // Something was lost on the way: a transition, or the state that brought the stage. The value may be shown, but naming its version as `since` would hide that.
  if (news > told || !known) return { ...nothing, held: showAhead(held, frame), behind: true };

  const raised = news > 0 ? [transitionOf(held.state, frame)] : [];
  return {
    held: {
      state: withTransitions(withStage(held.state, frame), raised),
      whole: held.whole,
      ahead: held.ahead.filter((other) => other.stage_type !== frame.stage_type),
    },
    raised,
    skipped: 0,
  };
}

/** The state that is to be shown: the truth, with newer values of some stages in front of it. */
export function shownState(held: Held): PipelineState {
  const { version, transition } = held.state;
  return held.ahead.reduce((state, frame) => {
    // Within an epoch the overall progress never goes back, whichever of the two is the newer one.
    const overall_progress = Math.max(state.overall_progress, frame.overall_progress);
    return { ...withStage(state, frame), overall_progress, version, transition };
  }, held.state);
}

/** Adds those that are newer to the kept transitions of a state. */
export function withTransitions(state: PipelineState, listed: readonly Transition[]): PipelineState {
  const last = state.transitions.at(-1)?.transition ?? 0;
  const newer = listed.filter((transition) => transition.transition > last);
  if (newer.length === 0) return state;
  const transitions = [...state.transitions, ...newer].slice(-keptTransitions);
  return { ...state, transitions, transitions_from: transitions[0]?.transition ?? 1 };
}

function showAhead(held: Held, frame: StageFrame): Held {
  return { ...held, ahead: [...held.ahead.filter((other) => other.stage_type !== frame.stage_type), frame] };
}

function withStage(state: PipelineState, frame: StageFrame): PipelineState {
  const { stalled: _, ...rest } = state; // the flag means that nothing is reported, and something was
  const index = state.stages.findIndex((stage) => stage.id === frame.stage_type);
  const stage = nextStage(state.stages[index], frame);
  return {
    ...rest,
    stages: index < 0 ? [...state.stages, stage] : state.stages.map((other, at) => (at === index ? stage : other)),
    overall_progress: frame.overall_progress,
    current_stage: frame.current_stage ?? null,
    version: frame.version,
    transition: Math.max(state.transition, frame.transition),
    timestamp: frame.timestamp,
  } as PipelineState;
}

/** The frame is absolute for its stage; what it never carries is kept, and from a server that does not say its times they follow from its changes. */
function nextStage(old: StageState | undefined, frame: StageFrame): StageState {
  const { stage_type, stage_id, stage_name, attempt, status, progress, message, version, timestamp } = frame;
  const { completed_units, total_units, unit, eta_ms, indeterminate, error, error_info } = frame;
  const same = old?.attempt === attempt ? old : undefined;
  const told = frame.started_at !== undefined;
  const started_at = told ? frame.started_at : (same?.started_at ?? (status === 'pending' || status === 'skipped' ? null : timestamp));
  const ended_at = isEnd(status) ? ((same && isEnd(same.status) && same.completed_at) || timestamp) : null;
  const completed_at = told ? (frame.completed_at ?? null) : ended_at;
  const duration = started_at && completed_at ? (Date.parse(completed_at) - Date.parse(started_at)) / 1000 : null;
  const optional = { completed_units, total_units, unit, eta_ms, indeterminate, error, error_info };
  return {
    id: stage_type,
    stage_id: stage_id ?? '',
    name: stage_name ?? stage_type,
    version,
    weight: old?.weight ?? 1,
    status,
    progress,
    attempt,
    message: message ?? null,
    can_interrupt: old?.can_interrupt ?? false,
    started_at,
    completed_at,
    duration: told ? (frame.duration ?? null) : duration,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined && value !== null)),
  };
}

function transitionOf(state: PipelineState, frame: StageFrame): Transition {
  return {
    transition: frame.transition,
    version: frame.version,
    stage_type: frame.stage_type,
    from: frame.from ?? state.stages.find((stage) => stage.id === frame.stage_type)?.status ?? null,
    to: frame.status,
    attempt: frame.attempt,
    ...(frame.change === 'attempt' && { new_attempt: true }),
    timestamp: frame.timestamp,
    ...(frame.message && { message: frame.message }),
  };
}
