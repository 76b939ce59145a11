import type { Statistics } from '../api/types';
import { formatBytes } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { BarPanel } from './BarPanel';
import { savedPercent } from './savedPercent';

/**
 * What the host's progress cost on the wire, beside what asking would have cost for the same pages in the same time.
 */
export function TrafficPanel({ traffic }: { traffic: Statistics['traffic'] }) {
  const { t } = useTexts();
  const { websocket_bytes: sockets, sse_bytes: streams, poll_bytes: polls, would_be_bytes: wouldBe } = traffic;
  const saved = savedPercent(traffic);
  const rows = [
    { key: 'websocket', name: 'WebSocket', value: sockets, tone: 'good' },
    { key: 'sse', name: 'SSE', value: streams, tone: 'good' },
    { key: 'poll', name: t('statistics.traffic.poll'), value: polls, tone: 'accent' },
    { key: 'would_be', name: t('statistics.traffic.wouldBe'), value: wouldBe, tone: 'muted' },
  ] as const;
  return (
    <BarPanel
      id="traffic"
      title={t('statistics.traffic')}
      columns={[t('statistics.traffic.kind'), t('statistics.traffic.bytes')]}
      rows={rows.map(({ key, name, value, tone }) => ({
        key,
        cells: [name, formatBytes(value)],
        raw: [key, value],
        bars: [{ value, label: formatBytes(value), tone }],
      }))}
      note={saved === undefined ? '' : t('statistics.traffic.less', { percent: saved })}
    />
  );
}
