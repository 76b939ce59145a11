import type { PipelineState } from './types';

/** The state that stands later: positions compare as a pair of epoch and version. */
export function newest(
  a: PipelineState | null | undefined,
  b: PipelineState | null | undefined,
): PipelineState | undefined {
  if (!a || !b) return a ?? b ?? undefined;
  if (a.epoch !== b.epoch) return a.epoch > b.epoch ? a : b;
  return a.version >= b.version ? a : b;
}
