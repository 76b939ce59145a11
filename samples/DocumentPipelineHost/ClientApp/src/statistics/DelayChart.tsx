import { useCallback } from 'react';
import uPlot from 'uplot';
import type { DelaySlot } from '../workspace/paintedDelays';
import { useTexts } from '../i18n/LanguageProvider';
import { locale } from '../i18n/number';
import { axisOf } from './axis';
import { delaySeries } from './delaySeries';
import { toneColour } from './tones';
import { chartHeight, usePlot } from './usePlot';

interface Props {
  readonly label: string;
  readonly slots: readonly DelaySlot[];
}

/** The axis is at least so long. */
const leastSeconds = 60;

/** The delays of this page's changes over time, a line each for the half, for 95 and for 99 of 100. */
export default function DelayChart({ label, slots }: Props) {
  const { language } = useTexts();
  const draw = useCallback((here: HTMLElement) => {
    const axis = axisOf();
    const [first = 0, last = first] = [slots[0]?.at, slots.at(-1)?.at].map((at) => (at ?? 0) / 1000);
    const time = new Intl.DateTimeFormat(locale(language), { timeStyle: 'medium' });
    const lines = delaySeries.map(
      ({ name, tone }): uPlot.Series => ({ label: name, stroke: toneColour(tone), width: 2 }),
    );
    return new uPlot(
      {
        width: here.clientWidth,
        height: chartHeight,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { range: () => [Math.min(first, last - leastSeconds), last] },
          y: { range: (_, __, most) => [0, Math.max(100, most * 1.1)] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            space: 80,
            values: (_, ticks) => ticks.map((tick) => time.format(tick * 1000)),
          },
          { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => `${tick} ms`) },
        ],
        series: [{}, ...lines],
      },
      [slots.map(({ at }) => at / 1000), ...delaySeries.map(({ of }) => slots.map(of))],
      here,
    );
  }, [slots, language]);
  return <div className="time-chart" ref={usePlot(draw)} role="img" aria-label={label} />;
}
