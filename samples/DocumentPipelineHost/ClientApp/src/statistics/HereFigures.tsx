import { useConnection, useRealtimeClient } from '@dpa/realtime/react';
import { paintedDelays } from '../workspace/paintedDelays';
import { useTexts } from '../i18n/LanguageProvider';
import { useClock } from '../pipeline/useClock';
import { ChartPanel } from './ChartPanel';
import { DelayPanel } from './DelayPanel';

/** What this page's own connection met so far, and how long changes took to be seen here. */
export function HereFigures() {
  const { t } = useTexts();
  const client = useRealtimeClient();
  const { latencyMs, status } = useConnection();
  useClock(true);
  const delays = paintedDelays();
  const { reconnects, heals, conflated } = client.counters;
  const rows = [
    [t('statistics.transport'), t(`connection.${status}`)],
    [
      t('statistics.here.latency'),
      latencyMs === undefined ? t('connection.latency.unknown') : t('time.ms', { ms: Math.round(latencyMs) }),
    ],
    [
      t('statistics.here.painted'),
      delays
        ? t('statistics.here.painted.value', { p50: Math.round(delays.p50), p95: Math.round(delays.p95) })
        : t('statistics.here.painted.none'),
    ],
    [t('statistics.here.reconnects'), String(reconnects)],
    [t('statistics.here.heals'), String(heals)],
    [t('statistics.here.conflated'), String(conflated)],
  ] as const;
  return (
    <>
      <DelayPanel count={delays?.count ?? 0} />
      <ChartPanel
        id="here"
        title={t('statistics.here')}
        columns={[t('statistics.here.what'), t('statistics.here.value')]}
        rows={rows.map(([name, value]) => ({ key: name, cells: [name, value], raw: [name, value] }))}
      >
        <dl className="facts">
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </ChartPanel>
    </>
  );
}
