import { useEffect, useState } from 'react';

/** So many of a long list are put into the page in one frame, so that none of them takes long. */
const atOnce = 12;

/** How many of so many are shown: the first ones at once, and more with each frame. */
export function useGrowing(count: number): number {
  const [shown, show] = useState(atOnce);
  const isAll = shown >= count;
  useEffect(() => {
    if (isAll) return undefined;
    const frame = requestAnimationFrame(() => show(shown + atOnce));
    return () => cancelAnimationFrame(frame);
  }, [shown, isAll]);
  return Math.min(shown, count);
}
