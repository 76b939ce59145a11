import type { PipelineState } from '../protocol/PipelineState.js';

/** Identifies the attempt of a run that a percent belongs to. A lost epoch that was restored is the same run. */
export function runOf(state: PipelineState): string;
export function runOf(state: PipelineState | undefined): string | undefined;
export function runOf(state: PipelineState | undefined): string | undefined {
  return state && `${state.pipeline_id} ${state.created_at} ${state.attempt}`;
}
