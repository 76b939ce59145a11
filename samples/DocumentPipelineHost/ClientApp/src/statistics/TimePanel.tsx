import { Suspense } from 'react';
import type { StatisticsRange } from '../api/types';
import { part } from '../feedback/part';
import { Skeleton } from '../feedback/Skeleton';
import { formatDate } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { ChartPanel } from './ChartPanel';
import type { Tone } from './tones';

const TimeChart = part(() => import('./TimeChart'));

export interface TimeSeries {
  readonly name: string;
  readonly tone: Tone;
  readonly values: readonly number[];
}

interface Props {
  readonly id: string;
  readonly title: string;
  readonly range: StatisticsRange;
  /** The begin of each part of the time. */
  readonly buckets: readonly string[];
  readonly series: readonly TimeSeries[];
}

/** Figures over time as stacked bars. */
export function TimePanel({ id, title, range, buckets, series }: Props) {
  const { t, language } = useTexts();
  const rows = buckets.map((start, position) => ({
    key: start,
    cells: [formatDate(language, start), ...series.map((each) => String(each.values[position] ?? 0))],
    raw: [start, ...series.map((each) => each.values[position] ?? 0)],
  }));
  return (
    <ChartPanel id={id} title={title} columns={[t('statistics.time'), ...series.map((each) => each.name)]} rows={rows}>
      <ul className="legend">
        {series.map(({ name, tone, values }) => (
          <li key={name}>
            <span className="legend-dot" data-tone={tone} aria-hidden="true" /> {name}{' '}
            {values.reduce((sum, each) => sum + each, 0)}
          </li>
        ))}
      </ul>
      <Suspense fallback={<Skeleton lines={4} />}>
        <TimeChart label={title} range={range} buckets={buckets} series={series} />
      </Suspense>
    </ChartPanel>
  );
}
