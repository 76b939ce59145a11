import type { PipelineState } from '../protocol/PipelineState.js';
import type { PipelineFrame } from '../protocol/ServerFrame.js';
import type { Transition } from '../protocol/Transition.js';

/**
 * The number of the last transition that is no news in a frame to one who holds `before`
 * (docs/protocol.md#what-a-client-does-with-a-frame, rule 6).
 */
export function countFrom(
  before: PipelineState,
  { epoch, continues, transition }: PipelineFrame,
  transitions: readonly Transition[],
): number {
  if (before.epoch !== epoch && continues !== before.epoch) {
    if (!continues) return 0;
    // The state was lost more than once while we were away: a transition that both know decides whether it is the same
    // run.
    const known = new Map(before.transitions.map((one) => [one.transition, one]));
    const both = transitions.find((one) => known.has(one.transition));
    const mine = known.get(both?.transition as number);
    if (
      both
        ? both.to !== mine?.to || both.stage_type !== mine.stage_type || both.timestamp !== mine.timestamp
        : transition < before.transition
    )
      return 0;
  }
  return Math.min(before.transition, transition);
}
