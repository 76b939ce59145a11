import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getStatistics } from '../api/calls';
import { toProblem } from '../api/problem';
import { statisticsRanges, type Statistics, type StatisticsRange } from '../api/types';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { formatDuration } from '../i18n/format';
import { formatNumber } from '../i18n/number';
import { useTexts } from '../i18n/LanguageProvider';
import { statisticsStrings } from '../i18n/statisticsStrings';
import { addStrings, isStringKey, type StringKey } from '../i18n/strings';
import { useStageName } from '../pipeline/useStageName';
import { useTitle } from '../shell/useTitle';
import { BarPanel } from './BarPanel';
import { Figure } from './Figure';
import { HereFigures } from './HereFigures';
import { savedPercent } from './savedPercent';
import { SeenFigure } from './SeenFigure';
import { TimePanel } from './TimePanel';
import { TrafficPanel } from './TrafficPanel';
import '../styles/documents.css';
import '../styles/statistics.css';

addStrings(statisticsStrings);

/** As they run. */
const stageOrder = ['upload', 'parse', 'index', 'summary', 'analysis'];

const queueWait = 'queue';

/** The wait in the queue stands before the stages. */
function timed({ stages, queue_wait: wait }: Statistics): Statistics['stages'] {
  const inOrder = [...stages].sort((a, b) => stageOrder.indexOf(a.stage) - stageOrder.indexOf(b.stage));
  return wait.count > 0 ? [{ stage: queueWait, ...wait }, ...inOrder] : inOrder;
}

/** How often the figures are asked for while the page is seen, in milliseconds. */
const every = 15_000;

/** What was done in a time and what is done now: figures, charts, each as a table and as CSV too. */
export default function StatisticsPage({ operator }: { operator: boolean }) {
  const { t } = useTexts();
  const [range, setRange] = useState<StatisticsRange>('24h');
  const [all, setAll] = useState(false);
  useTitle(t('nav.statistics'));
  const { data, error, refetch } = useQuery({
    queryKey: ['statistics', range, all],
    queryFn: ({ signal }) => getStatistics(range, all, signal),
    refetchInterval: every,
    placeholderData: (before) => before,
  });
  return (
    <section aria-labelledby="statistics-title">
      <div className="section-head">
        <h1 id="statistics-title">{t('statistics.title')}</h1>
        <span className="spring" />
        {operator && (
          <div className="presets" role="group" aria-label={t('statistics.scope')}>
            {[false, true].map((each) => (
              <button
                key={String(each)}
                type="button"
                className="chip"
                aria-pressed={all === each}
                onClick={() => setAll(each)}
              >
                {t(each ? 'statistics.scope.all' : 'statistics.scope.own')}
              </button>
            ))}
          </div>
        )}
        <div className="presets" role="group" aria-label={t('statistics.range')}>
          {statisticsRanges.map((each) => (
            <button
              key={each}
              type="button"
              className="chip"
              aria-pressed={range === each}
              onClick={() => setRange(each)}
            >
              {t(`statistics.range.${each}`)}
            </button>
          ))}
        </div>
      </div>
      {data ? (
        <Figures data={data} />
      ) : error ? (
        <ErrorState title={t('error.statistics')} problem={toProblem(error)} onRetry={() => void refetch()} />
      ) : (
        <Skeleton lines={8} />
      )}
    </section>
  );
}

function Figures({ data }: { data: Statistics }) {
  const { t, language } = useTexts();
  const stageName = useStageName();
  const { ended, queue, live_connections: live } = data;
  const waiting = queue.uploading + queue.pending + queue.processing + queue.interrupted;
  const figures = [
    [t('statistics.completed'), formatNumber(language, ended.completed)],
    [t('statistics.failed'), formatNumber(language, ended.failed)],
    [t('statistics.perHour'), formatNumber(language, data.per_hour, 1)],
    [t('statistics.inQueue'), formatNumber(language, waiting)],
    [t('statistics.connections'), formatNumber(language, live.websocket + live.sse)],
  ] as const;
  const saved = savedPercent(data.traffic);
  const took = (milliseconds: number): string =>
    formatDuration(language, milliseconds) || t('time.ms', { ms: Math.round(milliseconds) });
  return (
    <>
      <dl className="figures">
        {figures.map(([name, value]) => (
          <Figure key={name} name={name} value={value} />
        ))}
        <SeenFigure />
        {saved !== undefined && <Figure name={t('statistics.saved')} value={`${saved} %`} />}
      </dl>
      <div className="charts">
        <TimePanel
          id="documents"
          title={t('statistics.documents')}
          range={data.range}
          buckets={data.buckets.map((each) => each.start)}
          series={[
            { name: t('statistics.completed'), tone: 'good', values: data.buckets.map((each) => each.completed) },
            { name: t('statistics.failed'), tone: 'bad', values: data.buckets.map((each) => each.failed) },
            { name: t('statistics.cancelled'), tone: 'muted', values: data.buckets.map((each) => each.cancelled) },
          ]}
        />
        <TimePanel
          id="pages"
          title={t('statistics.pages')}
          range={data.range}
          buckets={data.buckets.map((each) => each.start)}
          series={[{ name: t('statistics.pages'), tone: 'accent', values: data.buckets.map((each) => each.pages) }]}
        />
        <BarPanel
          id="stages"
          title={t('statistics.stages')}
          columns={[t('statistics.stage'), t('statistics.count'), t('statistics.p50'), t('statistics.p95')]}
          rows={timed(data).map(({ stage, count, p50_ms: p50, p95_ms: p95 }) => ({
            key: stage,
            cells: [
              stage === queueWait ? t('statistics.queueWait') : stageName(stage),
              String(count),
              took(p50),
              took(p95),
            ],
            raw: [stage, count, p50, p95],
            bars: [
              { value: p50, label: took(p50), tone: 'accent' },
              { value: p95, label: took(p95), tone: 'muted' },
            ],
          }))}
        />
        <BarPanel
          id="failures"
          title={t('statistics.failures')}
          columns={[t('statistics.cause'), t('statistics.count')]}
          rows={data.failures.map(({ code, count }) => ({
            key: code,
            cells: [isStringKey(`cause.${code}`) ? t(`cause.${code}` as StringKey) : code, String(count)],
            raw: [code, count],
            bars: [{ value: count, label: String(count), tone: 'bad' }],
          }))}
        />
        <BarPanel
          id="transports"
          title={t('statistics.transports')}
          columns={[t('statistics.transport'), t('statistics.count')]}
          rows={[
            { key: 'WebSocket', value: live.websocket },
            { key: 'SSE', value: live.sse },
            { key: 'Polling', name: t('connection.polling.short'), value: live.polling, tone: 'accent' as const },
          ].map(({ key, name = key, value, tone = 'good' as const }) => ({
            key,
            cells: [name, String(value)],
            raw: [key, value],
            bars: [{ value, label: String(value), tone }],
          }))}
        />
        <TrafficPanel traffic={data.traffic} />
        <HereFigures />
      </div>
    </>
  );
}
