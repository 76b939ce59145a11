import { newest } from '../pipeline/position';
import type { PipelineState } from '../pipeline/types';

/**
 * The newer one of two states of a run, with the transitions of both: a live state that began with one of the list's
 * has not all of them.
 */
export function withLog(live: PipelineState, kept: PipelineState | null | undefined): PipelineState {
  const state = newest(live, kept) ?? live;
  if (kept?.epoch !== live.epoch) return state;
  const both = new Map([...kept.transitions, ...live.transitions].map((one) => [one.transition, one]));
  if (both.size === state.transitions.length) return state;
  return { ...state, transitions: [...both.values()].sort((a, b) => a.transition - b.transition) };
}
