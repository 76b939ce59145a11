import { comparePositions } from '@dpa/realtime';
import type { PipelineState } from './types';

/** The state that stands later. */
export function newest(
  a: PipelineState | null | undefined,
  b: PipelineState | null | undefined,
): PipelineState | undefined {
  if (!a || !b) return a ?? b ?? undefined;
  return comparePositions(a, b) >= 0 ? a : b;
}
