import { useEffect, useRef, useState } from 'react';
import { glide } from './glide.js';
import { onNextFrame } from './onNextFrame.js';

/** Names what the percent is of: the attempt, or with an id where the bar may be given to another pipeline. */
type Run = string | number;

/** What is shown, and of which run. */
interface Shown {
  readonly percent: number | undefined;
  readonly run: Run;
}

/**
 * A percent for a bar: it glides to each new value and never goes back within a run, whatever comes. Another run begins where it says.
 * Undefined, which means "not known", stays undefined, so that nothing unknown is shown as 0 %; what is known first is shown as it is.
 * Users who prefer reduced motion get each value at once. It draws its component once a frame while it glides: for long lists let CSS do that.
 */
export function useSmoothPercent(percent: number, run?: Run): number;
export function useSmoothPercent(percent: number | undefined, run?: Run): number | undefined;
export function useSmoothPercent(percent: number | undefined, run: Run = 1): number | undefined {
  const [shown, setShown] = useState<Shown>({ percent, run });
  const now = percent === undefined || shown.run !== run ? percent : (shown.percent ?? percent);
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
      // An effect of an older rendering may have set `current` back: what is shown does not follow it.
      setShown((old) => (old.run === run && (old.percent ?? -1) >= next ? old : { percent: next, run }));
      if (next < percent) cancel = onNextFrame(step);
    };
    cancel = onNextFrame(step);
    return () => cancel();
  }, [percent, run]);
  return now;
}

function prefersReducedMotion(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;
}
