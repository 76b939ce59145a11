import { useCallback } from 'react';
import { getDocument } from '../api/calls';
import { useRequest } from '../api/useRequest';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { useTexts } from '../i18n/LanguageProvider';
import { routeHref } from '../routing/route';
import { DocumentView } from './DocumentView';

/** One document: its summary, how it was processed, its file. */
export function DocumentPage({ id }: { id: string }) {
  const { t } = useTexts();
  const load = useCallback((signal: AbortSignal) => getDocument(id, signal), [id]);
  const { result, reload } = useRequest(load);
  const missing = result.state === 'failed' && result.problem.status === 404;

  return (
    <>
      <p className="back">
        <a href={routeHref({ page: 'documents' })}>← {t('document.back')}</a>
      </p>
      {result.state === 'loading' && <Skeleton lines={6} />}
      {missing && (
        <ErrorState
          title={t('error.document.missing')}
          problem={{ status: 404, code: result.problem.code, suggestion: t('error.document.missing.hint') }}
        />
      )}
      {result.state === 'failed' && !missing && (
        <ErrorState title={t('error.document')} problem={result.problem} onRetry={reload} />
      )}
      {result.state === 'ready' && <DocumentView item={result.value} onChanged={reload} />}
    </>
  );
}
