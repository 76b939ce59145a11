import { Suspense, useMemo } from 'react';
import { delaySlots } from '../workspace/paintedDelays';
import { part } from '../feedback/part';
import { Skeleton } from '../feedback/Skeleton';
import { formatTime } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { ChartPanel } from './ChartPanel';
import { delaySeries } from './delaySeries';

const DelayChart = part(() => import('./DelayChart'));

/** How long changes took from the host into a frame of this page. @param count How many there are by now. */
export function DelayPanel({ count }: { count: number }) {
  const { t, language } = useTexts();
  // They are others only where there are more.
  const slots = useMemo(() => delaySlots(), [count]);
  const title = t('statistics.delays');
  return (
    <ChartPanel
      id="delays"
      title={title}
      columns={[t('statistics.time'), t('statistics.delays.changes'), ...delaySeries.map(({ name }) => `${name} (ms)`)]}
      rows={slots.map((slot) => {
        const figures = [slot.count, ...delaySeries.map(({ of }) => of(slot))];
        const time = new Date(slot.at).toISOString();
        return { key: time, cells: [formatTime(language, time), ...figures.map(String)], raw: [time, ...figures] };
      })}
    >
      <ul className="legend">
        {delaySeries.map(({ name, tone }) => (
          <li key={name}>
            <span className="legend-dot" data-tone={tone} aria-hidden="true" /> {name}
          </li>
        ))}
      </ul>
      <Suspense fallback={<Skeleton lines={4} />}>
        <DelayChart label={title} slots={slots} />
      </Suspense>
    </ChartPanel>
  );
}
