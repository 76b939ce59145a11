import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { Run } from '../motion/Run.js';
import { SmoothBar } from '../motion/SmoothBar.js';

/**
 * The fill of a bar: give the `ref` to an element that `transform: scaleX()` makes longer (`transform-origin: left`),
 * as long as the bar when it is full. It moves to each value without drawing the component, is never more than 5 points
 * from the value and there within 200 ms, and never goes back within a run; another `run` starts again. Undefined,
 * which means "not known", shows nothing. Users who prefer reduced motion get each value at once.
 * @param run What the percent belongs to; null if it may go back, as a mean over a changing list may.
 * @param glides False: each value is there at once, which costs the browser no animation. For very many bars.
 */
export function useSmoothBar<E extends HTMLElement>(
  percent: number | undefined,
  run: Run | null = 1,
  glides = true,
): RefObject<E | null> {
  const fill = useRef<E>(null);
  const [bar] = useState(() => new SmoothBar());
  useLayoutEffect(() => {
    if (fill.current) bar.show(fill.current, percent, run, glides);
  });
  useEffect(() => () => bar.end(), [bar]);
  return fill;
}
