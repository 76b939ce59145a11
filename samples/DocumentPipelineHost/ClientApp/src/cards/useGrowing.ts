import { useEffect, useReducer, useRef } from 'react';
import type { ListedCard } from './useCards';

/** So many of a long list are put into the page in one frame, so that none of them takes long. */
const atOnce = 12;

/** Those of a list that are in the page: what is there stays, and some more come with each frame. */
export function useGrowing(cards: readonly ListedCard[]): readonly ListedCard[] {
  const held = useRef<ReadonlySet<string>>(new Set());
  const [frame, next] = useReducer((count: number) => count + 1, 0);
  let free = atOnce;
  const shown = cards.filter(({ entry }) => held.current.has(entry.key) || free-- > 0);
  const isAll = shown.length === cards.length;
  useEffect(() => {
    held.current = new Set(shown.map(({ entry }) => entry.key));
  });
  useEffect(() => {
    if (isAll) return undefined;
    const asked = requestAnimationFrame(() => next());
    return () => cancelAnimationFrame(asked);
  }, [frame, isAll]);
  return shown;
}
