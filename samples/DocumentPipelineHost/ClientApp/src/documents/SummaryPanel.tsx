import { toProblem } from '../api/problem';
import type { DocumentItem } from '../api/types';
import { EmptyState } from '../feedback/EmptyState';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { useTexts } from '../i18n/LanguageProvider';
import { pageKindOf } from '../pipeline/pageKind';
import { SummarySections } from './SummarySections';
import { SummaryText } from './SummaryText';
import { useSummary } from './useSummary';

interface Props {
  readonly item: DocumentItem;
  readonly available: boolean;
  readonly underWay: boolean;
}

export function SummaryPanel({ item, available, underWay }: Props) {
  const { t } = useTexts();
  return (
    <section className="panel summary" aria-labelledby="summary-title">
      <h2 id="summary-title">{t('document.summary')}</h2>
      {available ? (
        <LoadedSummary item={item} />
      ) : underWay ? (
        <p className="muted">{t('document.summary.waiting')}</p>
      ) : (
        <EmptyState title={t('document.summary.none')} hint={t('document.summary.none.hint')} />
      )}
    </section>
  );
}

function LoadedSummary({ item }: { item: DocumentItem }) {
  const { t } = useTexts();
  const { data, error, refetch } = useSummary(item, true);
  if (data) {
    const kind = pageKindOf(item);
    // It may stand above all panels already, with what else there is to know.
    const isShown = item.warnings?.some(({ message }) => message === data.note);
    return (
      <>
        {data.note && !isShown && <p className="note note-warn">{data.note}</p>}
        <SummaryText summary={data} kind={kind} />
        <SummarySections summary={data} kind={kind} />
      </>
    );
  }
  if (error) return <ErrorState title={t('error.summary')} problem={toProblem(error)} onRetry={() => void refetch()} />;
  return <Skeleton lines={5} />;
}
