import type { ListedCard } from '../cards/useCards';
import { isSettled } from '../pipeline/statusMark';
import { useBurstStart } from '../workspace/Workspace';

/**
 * The cards that one bar is over: all since the oldest that had not ended when work began. What ended before is no part
 * of the way, and what ends on it stays, so that the bar does not go back.
 */
export function useBurst(cards: readonly ListedCard[]): readonly ListedCard[] {
  // It outlives the page: a user who comes back to the page finds the bar where it was.
  const burst = useBurstStart();
  const open = cards.filter((card) => !isSettled(card.status));
  burst.since =
    open.length === 0 ? undefined : Math.min(burst.since ?? Infinity, ...open.map((card) => card.entry.createdAt));
  const from = burst.since;
  return from === undefined ? cards : cards.filter((card) => card.entry.createdAt >= from);
}
