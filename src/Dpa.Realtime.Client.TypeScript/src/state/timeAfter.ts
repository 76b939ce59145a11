import type { PipelineState } from '../protocol/PipelineState.js';

/** The time so many milliseconds after the pipeline was started, in the format of the wire. */
export function timeAfter({ created_at, timestamp }: PipelineState, ms: number): string {
  const time = new Date(Date.parse(created_at) + ms);
  return Number.isNaN(time.getTime()) ? timestamp : time.toISOString();
}
