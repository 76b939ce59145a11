import { useEffect, useRef, useState } from 'react';
import { glide } from './glide.js';
import { onNextFrame } from './onNextFrame.js';

/** What is shown, and of which attempt. */
interface Shown {
  readonly percent: number | undefined;
  readonly attempt: number;
}

/**
 * A percent for a bar: it glides to each new value and never goes back within an attempt, whatever comes. A new attempt begins where it says.
 * Undefined, which means "not known", stays undefined, so that nothing unknown is shown as 0 %; what is known first is shown as it is.
 * Users who prefer reduced motion get each value at once. It draws its component once a frame while it glides: for long lists let CSS do that.
 */
export function useSmoothPercent(percent: number, attempt?: number): number;
export function useSmoothPercent(percent: number | undefined, attempt?: number): number | undefined;
export function useSmoothPercent(percent: number | undefined, attempt = 1): number | undefined {
  const [shown, setShown] = useState<Shown>({ percent, attempt });
  const now = percent === undefined || shown.attempt !== attempt ? percent : (shown.percent ?? percent);
  const current = useRef(now);
  useEffect(() => {
    current.current = now;
  });
  useEffect(() => {
    if (percent === undefined) return undefined;
    let before: number | undefined;
    let cancel = (): void => {};
    const step = (at: number): void => {
      const from = current.current ?? percent;
      const next = prefersReducedMotion() ? Math.max(from, percent) : glide(from, percent, at - (before ?? at));
      before = at;
      current.current = next;
      setShown((old) => (old.percent === next && old.attempt === attempt ? old : { percent: next, attempt }));
      if (next < percent) cancel = onNextFrame(step);
    };
    cancel = onNextFrame(step);
    return () => cancel();
  }, [percent, attempt]);
  return now;
}

function prefersReducedMotion(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;
}
