import { useCallback } from 'react';
import { getSummary } from '../api/calls';
import { useRequest } from '../api/useRequest';
import { EmptyState } from '../feedback/EmptyState';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { useTexts } from '../i18n/LanguageProvider';
import { SummaryFacts } from './SummaryFacts';
import { SummaryText } from './SummaryText';

interface Props {
  readonly documentId: string;
  readonly available: boolean;
  readonly underWay: boolean;
}

export function SummaryPanel({ documentId, available, underWay }: Props) {
  const { t } = useTexts();
  return (
    <section className="panel summary" aria-labelledby="summary-title">
      <h2 id="summary-title">{t('document.summary')}</h2>
      {available ? (
        <LoadedSummary documentId={documentId} />
      ) : underWay ? (
        <p className="muted">{t('document.summary.waiting')}</p>
      ) : (
        <EmptyState title={t('document.summary.none')} hint={t('document.summary.none.hint')} />
      )}
    </section>
  );
}

function LoadedSummary({ documentId }: { documentId: string }) {
  const { t, language } = useTexts();
  // Its suggestions are in the reader's language, so another language asks again.
  const load = useCallback((signal: AbortSignal) => getSummary(documentId, signal), [documentId, language]);
  const { result, reload } = useRequest(load);
  if (result.state === 'loading') return <Skeleton lines={5} />;
  if (result.state === 'failed') return <ErrorState title={t('error.summary')} problem={result.problem} onRetry={reload} />;
  return (
    <>
      <SummaryText summary={result.value} />
      <SummaryFacts summary={result.value} />
    </>
  );
}
