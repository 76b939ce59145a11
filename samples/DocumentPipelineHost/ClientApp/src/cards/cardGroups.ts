import type { ListedCard } from './useCards';

/** The cards of one batch, or all that are in none. */
export interface CardGroup {
  readonly key: string;
  readonly batchId?: string;
  readonly cards: readonly ListedCard[];
}

const single = 'single';

/**
 * The cards in their order, by batch; those of none stand together. Groups do not change places while they are worked
 * on: the newest stands first.
 */
export function cardGroups(cards: readonly ListedCard[]): readonly CardGroup[] {
  const groups = new Map<string, { readonly cards: ListedCard[]; newest: number }>();
  for (const card of cards) {
    const key = card.batchId ?? single;
    const group = groups.get(key) ?? { cards: [], newest: 0 };
    groups.set(key, group);
    group.cards.push(card);
    group.newest = Math.max(group.newest, card.entry.createdAt);
  }
  return [...groups]
    .sort(([, a], [, b]) => b.newest - a.newest)
    .map(([key, { cards: own }]) => ({ key, cards: own, ...(key === single ? {} : { batchId: key }) }));
}
