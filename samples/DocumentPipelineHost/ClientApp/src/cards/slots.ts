import { isRunning } from '../pipeline/statusMark';
import type { ListedCard } from './useCards';

/** A place for a card that runs. */
export interface Slot {
  readonly key: string;
  /** Since when its card does not run any more; undefined while it does. */
  readonly leftAt?: number;
}

/** How long a card that has ended keeps its place where nobody needs it, in milliseconds: its end is seen. */
export const lingerMs = 4000;

/**
 * Who stands where, so that nothing moves: a card that runs keeps its place until its end, and the next one that runs
 * takes the place of one that has ended. A place that nobody needs goes with its card, unless that would move another
 * one that is in use, or places stay: then what has ended stands there until it is taken.
 * @param before The places as they were.
 * @param focused The card that has the focus: it is not taken away.
 */
export function nextSlots(
  before: readonly Slot[],
  cards: readonly ListedCard[],
  now: number,
  focused?: string,
  placesStay = false,
): readonly Slot[] {
  const present = new Set(cards.map(({ entry }) => entry.key));
  const running = cards.filter(({ status }) => isRunning(status)).map(({ entry }) => entry.key);
  const runs = new Set(running);
  const standing = new Set(before.map(({ key }) => key));
  const coming = running.filter((key) => !standing.has(key));
  const slots: Slot[] = [];
  const lastInUse = before.findLastIndex(({ key }) => runs.has(key) || key === focused);
  for (const [position, slot] of before.entries()) {
    if (runs.has(slot.key)) slots.push({ key: slot.key });
    else {
      const stays = present.has(slot.key) && slot.key === focused;
      const next = stays ? undefined : coming.shift();
      const leftAt = stays ? now : (slot.leftAt ?? now);
      if (next !== undefined) slots.push({ key: next });
      else if (present.has(slot.key) && (placesStay || now - leftAt < lingerMs || position < lastInUse))
        slots.push({ key: slot.key, leftAt });
    }
  }
  return [...slots, ...coming.map((key) => ({ key }))];
}
