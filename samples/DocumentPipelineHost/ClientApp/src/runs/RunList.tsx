import { useQuery } from '@tanstack/react-query';
import { getRuns } from '../api/calls';
import { toProblem } from '../api/problem';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { formatDate, formatDuration } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { StatusMark } from '../pipeline/StatusMark';
import type { PipelineState } from '../pipeline/types';
import { RunChart } from './RunChart';
import { Timeline } from './Timeline';
import { withLog } from './withLog';

interface Props {
  readonly documentId: string;
  /** The state of the run that is shown live. */
  readonly live: PipelineState | undefined;
}

/** Every run of a document, the newest first and open: its stages in time, and the log of what happened when. */
export function RunList({ documentId, live }: Props) {
  const { t, language } = useTexts();
  const { data, error, refetch } = useQuery({
    // Another run, or the end of this one, is worth another look.
    queryKey: ['runs', documentId, live?.pipeline_id, live?.status],
    queryFn: ({ signal }) => getRuns(documentId, signal),
    placeholderData: (before) => before,
  });
  if (!data) {
    return error ? (
      <ErrorState title={t('error.runs')} problem={toProblem(error)} onRetry={() => void refetch()} />
    ) : (
      <Skeleton lines={3} />
    );
  }
  return (
    <ol className="runs">
      {data.map(({ pipeline_id: id, status, created_at: began, ended_at: ended, state }, position) => {
        const shown = live?.pipeline_id === id ? withLog(live, state) : (state ?? undefined);
        const took = ended ? formatDuration(language, Date.parse(ended) - Date.parse(began)) : '';
        return (
          <li key={id} data-pipeline-id={id}>
            <details open={position === 0} aria-label={t('document.run', { n: data.length - position })}>
              <summary>
                <strong>{t('document.run', { n: data.length - position })}</strong>{' '}
                <StatusMark status={shown?.status ?? status} />
                <span className="muted">
                  {formatDate(language, began)}
                  {took && ` · ${t('document.run.took', { time: took })}`}
                </span>
              </summary>
              {shown && <RunChart state={shown} endedAt={ended} />}
              <details
                className="run-log"
                open={shown?.status === 'failed'}
                aria-label={t('document.run.log', { n: shown?.transitions.length ?? 0 })}
              >
                <summary>{t('document.run.log', { n: shown?.transitions.length ?? 0 })}</summary>
                <Timeline state={shown} />
              </details>
            </details>
          </li>
        );
      })}
    </ol>
  );
}
