import { useQuery } from '@tanstack/react-query';
import { getDocument } from '../api/calls';
import { toProblem } from '../api/problem';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { useTexts } from '../i18n/LanguageProvider';
import { routeHref } from '../routing/route';
import { useTitle } from '../shell/useTitle';
import { DocumentView } from './DocumentView';
import '../styles/documents.css';
import '../styles/reader.css';

/** One document: its summary, what was found in it, how it was processed, its file. */
export default function DocumentPage({ id }: { id: string }) {
  const { t, language } = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['document', id, language],
    queryFn: ({ signal }) => getDocument(id, signal),
  });
  const problem = error && toProblem(error);
  useTitle(data?.filename ?? t('nav.documents'));

  return (
    <>
      <p className="back">
        <a href={routeHref({ page: 'documents' })}>← {t('document.back')}</a>
      </p>
      {data ? (
        <DocumentView item={data} onChanged={() => void refetch()} />
      ) : !problem ? (
        <Skeleton lines={6} />
      ) : problem.status === 404 ? (
        <ErrorState
          title={t('error.document.missing')}
          problem={{ status: 404, code: problem.code, suggestion: t('error.document.missing.hint') }}
        />
      ) : (
        <ErrorState title={t('error.document')} problem={problem} onRetry={() => void refetch()} />
      )}
    </>
  );
}
