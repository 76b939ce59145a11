import { useEffect, useRef, type RefObject } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** In pixels. */
export const chartHeight = 180;

/** A plot in an element: as wide as that, and drawn again with each theme, whose colours are read when it is drawn. */
export function usePlot(draw: (here: HTMLElement) => uPlot): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const here = place.current;
    if (!here) return undefined;
    let plot = draw(here);
    const resize = new ResizeObserver(() => plot.setSize({ width: here.clientWidth, height: chartHeight }));
    resize.observe(here);
    const redraw = (): void => {
      plot.destroy();
      plot = draw(here);
    };
    const theme = new MutationObserver(redraw);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', redraw);
    return () => {
      resize.disconnect();
      theme.disconnect();
      system.removeEventListener('change', redraw);
      plot.destroy();
    };
  }, [draw]);
  return place;
}
