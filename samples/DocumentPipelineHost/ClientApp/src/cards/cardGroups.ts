import { rank, type ListedCard } from './useCards';

/** The cards of one batch, or all that are in none. */
export interface CardGroup {
  readonly key: string;
  readonly batchId?: string;
  readonly cards: readonly ListedCard[];
  /** The best of its cards; 0 while it is worked on, even if none of them runs at the moment. */
  readonly rank: number;
}

/**
 * The cards in their order, by batch; those of none stand together. The groups stand in the order of their best cards,
 * then the newest first. One that is worked on keeps its place until its end, and the next one comes below it.
 * @param before The groups as they were.
 */
export function cardGroups(cards: readonly ListedCard[], before: readonly CardGroup[] = []): readonly CardGroup[] {
  const groups = new Map<string, ListedCard[]>();
  for (const card of cards) {
    const key = card.batchId ?? 'single';
    const own = groups.get(key);
    if (own) own.push(card);
    else groups.set(key, [card]);
  }
  const ran = before.filter((group) => group.rank === 0).map(({ key }) => key);
  const sorted = [...groups].map(([key, own]) => {
    const ranks = own.map(({ status }) => rank(status));
    const held = ran.indexOf(key);
    const best = held >= 0 && ranks.includes(2) ? 0 : Math.min(...ranks);
    return {
      group: { key, cards: own, rank: best, ...(key === 'single' ? {} : { batchId: key }) },
      // Those that are worked on have the first places.
      place: best > 0 ? ran.length + best : held >= 0 ? held : ran.length,
      newest: Math.max(...own.map(({ entry }) => entry.createdAt)),
    };
  });
  return sorted.sort((a, b) => a.place - b.place || b.newest - a.newest).map(({ group }) => group);
}
