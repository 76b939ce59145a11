import type { PipelineState } from '../protocol/PipelineState.js';

/** Names what a percent is of: an attempt of one run of a pipeline. A lost epoch that was restored is the same run. */
export function runOf(state: PipelineState | undefined): string | undefined {
  return state && `${state.pipeline_id} ${state.created_at} ${state.attempt}`;
}
