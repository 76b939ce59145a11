import type { PipelineState } from '../protocol/PipelineState.js';
import type { Transition } from '../protocol/Transition.js';
import type { Held } from './Held.js';

/** As many as a full state carries (docs/protocol.md#transition). */
const kept = 64;

/** Adds those that are newer to the kept transitions of a state. */
export function withTransitions(state: PipelineState, listed: readonly Transition[]): PipelineState {
  const last = state.transitions.at(-1)?.transition ?? 0;
  const newer = listed.filter((one) => one.transition > last);
  const transitions = newer[0] ? [...state.transitions, ...newer].slice(-kept) : state.transitions;
  return { ...state, transitions, ...(transitions[0] && { transitions_from: transitions[0].transition }) };
}

/**
 * What is shown of a newer full state: values that were shown ahead of the old state stay if the new state does not
 * change their stage.
 */
export function inFront(before: Held | undefined, state: PipelineState): PipelineState {
  if (!before || before.shown === before.state || before.state.epoch !== state.epoch) return state;
  const { stages, overall_progress } = before.shown;
  const shown = state.stages.map((stage, at) => (stage === before.state.stages[at] ? (stages[at] ?? stage) : stage));
  if (shown.every((stage, at) => stage === state.stages[at])) return state;
  // Within an epoch the overall progress never goes back, whichever of the two is the newer one.
  return { ...state, stages: shown, overall_progress: Math.max(state.overall_progress, overall_progress) };
}
