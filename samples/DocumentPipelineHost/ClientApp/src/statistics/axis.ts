import type uPlot from 'uplot';
import { toneColour } from './tones';

/** How the axes of all charts look in the present theme. */
export function axisOf(): uPlot.Axis & { readonly grid: uPlot.Axis.Grid } {
  const grid = { stroke: toneColour('muted').replace('rgb(', 'rgba(').replace(')', ', 0.18)'), width: 1 };
  return { stroke: toneColour('muted'), grid, ticks: grid, font: '12px system-ui' };
}
