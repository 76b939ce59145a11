import { useEffect, useRef, useState } from 'react';
import { glide } from './glide.js';

/**
 * A percent for a bar: it glides to each new value and never goes back within an attempt, whatever comes. A new attempt begins where it says.
 * Users who prefer reduced motion get each value at once.
 */
export function useSmoothPercent(percent: number, attempt = 1): number {
  const [shown, setShown] = useState({ percent, attempt });
  const now = shown.attempt === attempt ? shown.percent : percent;
  const current = useRef(now);
  useEffect(() => {
    current.current = now;
  });
  useEffect(() => {
    let request = 0;
    let before: number | undefined;
    const step = (at: number): void => {
      const next = prefersReducedMotion() ? Math.max(current.current, percent) : glide(current.current, percent, at - (before ?? at));
      before = at;
      current.current = next;
      setShown((old) => (old.percent === next && old.attempt === attempt ? old : { percent: next, attempt }));
      if (next < percent) request = requestAnimationFrame(step);
    };
    request = requestAnimationFrame(step);
    return () => cancelAnimationFrame(request);
  }, [percent, attempt]);
  return now;
}

function prefersReducedMotion(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;
}
