import { useEffect, useRef, useState } from 'react';
import { glide, near } from '../motion/glide.js';
import { onNextFrame } from '../motion/onNextFrame.js';
import { prefersReducedMotion } from '../motion/reducedMotion.js';
import type { Run } from '../motion/Run.js';
import { runOf } from '../progress/runOf.js';
import type { PipelineState } from '../protocol/PipelineState.js';

/** What is shown, and of which run. */
interface Shown {
  readonly percent: number | undefined;
  readonly run: Run;
}

/**
 * A percent as a number that moves: it is never more than 5 points from the value, there within 200 ms, and never goes
 * back within a run; another run starts again. Undefined, which means "not known", stays undefined, so that nothing
 * unknown is shown as 0 %. Users who prefer reduced motion get each value at once. It renders its component once a
 * frame while it moves: for a bar use `useSmoothBar`.
 */
export function useSmoothPercent(pipeline: PipelineState | undefined): number | undefined;
export function useSmoothPercent(percent: number, run?: Run): number;
export function useSmoothPercent(percent: number | undefined, run?: Run): number | undefined;
export function useSmoothPercent(
  of: PipelineState | number | undefined,
  named: Run = 1,
): number | undefined {
  const percent = typeof of === 'object' ? of.overall_progress : of;
  const run = typeof of === 'object' ? runOf(of) : named;
  const [shown, setShown] = useState<Shown>({ percent, run });
  const now = percent === undefined || shown.run !== run ? percent : near(shown.percent ?? percent, percent);
  const current = useRef(now);
  // The previous frame, even if another percent came since: if the percent changes with every frame, each frame is a
  // part of the movement.
  const before = useRef<number>(undefined);
  useEffect(() => {
    current.current = now;
  });
  useEffect(() => {
    if (percent === undefined) {
      before.current = undefined;
      return undefined;
    }
    let cancel = (): void => {};
    const step = (at: number): void => {
      const from = current.current ?? percent;
      const next = prefersReducedMotion() ? Math.max(from, percent) : glide(from, percent, at - (before.current ?? at));
      before.current = next < percent ? at : undefined;
      current.current = next;
      // An effect of an older render may have set `current` back: what is shown does not follow it.
      setShown((old) => (old.run === run && (old.percent ?? -1) >= next ? old : { percent: next, run }));
      if (next < percent) cancel = onNextFrame(step);
    };
    cancel = onNextFrame(step);
    return () => cancel();
  }, [percent, run]);
  return now;
}
