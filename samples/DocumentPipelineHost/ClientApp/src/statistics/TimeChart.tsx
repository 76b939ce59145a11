import { useCallback } from 'react';
import uPlot from 'uplot';
import type { StatisticsRange } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import type { Language } from '../i18n/language';
import { locale } from '../i18n/number';
import type { TimeSeries } from './TimePanel';
import { axisOf } from './axis';
import { toneColour } from './tones';
import { chartHeight, usePlot } from './usePlot';

interface Props {
  readonly label: string;
  readonly range: StatisticsRange;
  readonly buckets: readonly string[];
  readonly series: readonly TimeSeries[];
}

/** How long a part of each time is, in seconds. */
const partSeconds: Readonly<Record<StatisticsRange, number>> = { '1h': 300, '24h': 3600, '7d': 21_600, '30d': 86_400 };

/** The series on top of each other: what is drawn last is the sum of all. */
export function stacked(series: readonly TimeSeries[]): number[][] {
  const sums: number[][] = [];
  let below: readonly number[] = [];
  for (const { values } of series) {
    const sum = values.map((value, position) => value + (below[position] ?? 0));
    sums.push(sum);
    below = sum;
  }
  return sums;
}

/** Stacked bars over time, drawn by uPlot on a canvas; the table beside it has the same figures for everybody. */
export default function TimeChart({ label, range, buckets, series }: Props) {
  const { language } = useTexts();
  const draw = useCallback(
    (here: HTMLElement) => new uPlot(options(here, range, series, language), data(buckets, series), here),
    [buckets, series, range, language],
  );
  const place = usePlot(draw);

  return <div className="time-chart" ref={place} role="img" aria-label={label} />;
}

function data(buckets: readonly string[], series: readonly TimeSeries[]): uPlot.AlignedData {
  // The tallest is drawn first, so that the others stand before it.
  return [buckets.map((start) => Date.parse(start) / 1000), ...stacked(series).reverse()];
}

function options(
  here: HTMLElement,
  range: StatisticsRange,
  series: readonly TimeSeries[],
  language: Language,
): uPlot.Options {
  const axis = axisOf();
  const time = new Intl.DateTimeFormat(
    locale(language),
    range === '1h' || range === '24h' ? { timeStyle: 'short' } : { month: 'short', day: 'numeric' },
  );
  return {
    width: here.clientWidth,
    height: chartHeight,
    legend: { show: false },
    cursor: { show: false },
    // The last part of the time is drawn to the right of its begin.
    scales: {
      x: { range: (_, from, to) => [from, to + partSeconds[range]] },
      y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] },
    },
    axes: [
      { ...axis, grid: { show: false }, values: (_, ticks) => ticks.map((tick) => time.format(tick * 1000)) },
      { ...axis, size: 56, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000] },
    ],
    series: [
      {},
      ...[...series].reverse().map(({ name, tone }) => ({
        label: name,
        stroke: toneColour(tone),
        fill: toneColour(tone),
        width: 0,
        points: { show: false },
        paths: uPlot.paths.bars?.({ size: [0.7, 40], align: 1 }) ?? null,
      })),
    ] as uPlot.Series[],
  };
}
