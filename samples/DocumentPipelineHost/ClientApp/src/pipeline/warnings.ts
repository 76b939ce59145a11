import type { PipelineState, Transition } from './types';

/**
 * A change that is none of status: something that the reader should know (protocol: `from` equals `to`, no new
 * attempt).
 */
export const isWarning = ({ from, to, new_attempt: again, message }: Transition): boolean =>
  from === to && again !== true && message !== undefined && message !== '';

/** The warnings of a pipeline's present attempt, each once, oldest first. */
export function warningsOf({ transitions, attempt }: PipelineState): readonly string[] {
  const now = transitions.filter(
    (each) => isWarning(each) && (each.stage_type !== undefined || (each.attempt ?? attempt) === attempt),
  );
  return [...new Set(now.map((each) => each.message ?? ''))];
}
