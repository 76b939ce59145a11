import { useLayoutEffect, useRef } from 'react';

/**
 * The number beside a bar: the value of the state. Like the bar, it never decreases within the same run. Null means not
 * known.
 */
export function useHeldPercent(percent: number | null, run: string): number | null {
  const held = useRef({ percent, run });
  const before = held.current.run === run ? held.current.percent : null;
  const now = percent === null || before === null ? percent : Math.max(before, percent);
  useLayoutEffect(() => {
    held.current = { percent: now ?? before, run };
  });
  return now;
}
