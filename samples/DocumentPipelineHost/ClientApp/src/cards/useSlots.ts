import { useEffect, useReducer, useRef } from 'react';
import { lingerMs, nextSlots, type Slot } from './slots';
import type { ListedCard } from './useCards';

/** The cards that stand in the places for what runs, in the order of the places. */
export function useSlots(cards: readonly ListedCard[], placesStay: boolean): readonly ListedCard[] {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const held = useRef<readonly Slot[]>([]);
  const slots = nextSlots(held.current, cards, Date.now(), focusedCard(), placesStay);
  // Only the last ones can go; the others with the next drawing of the list.
  const last = slots.at(-1)?.leftAt;
  const next = last === undefined || placesStay ? undefined : last + lingerMs;

  useEffect(() => {
    held.current = slots;
  });
  useEffect(() => {
    if (next === undefined) return undefined;
    const timer = setTimeout(draw, Math.max(0, next - Date.now()) + 1);
    return () => clearTimeout(timer);
  }, [next]);

  const byKey = new Map(cards.map((card) => [card.entry.key, card]));
  return slots.flatMap(({ key }) => byKey.get(key) ?? []);
}

/** The key of the card that has the focus, or has it inside. */
const focusedCard = (): string | undefined =>
  document.activeElement?.closest<HTMLElement>('article.card')?.dataset['key'];
