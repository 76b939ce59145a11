import { useCallback } from 'react';
import { searchDocuments } from '../api/calls';
import type { SearchHit } from '../api/types';
import { useRequest } from '../api/useRequest';
import { FileBadge } from '../cards/FileBadge';
import { EmptyState } from '../feedback/EmptyState';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { useTexts } from '../i18n/LanguageProvider';
import { routeHref } from '../routing/route';

export function SearchResults({ query }: { query: string }) {
  const { t } = useTexts();
  const load = useCallback((signal: AbortSignal) => searchDocuments(query, signal), [query]);
  const { result, reload } = useRequest(load);

  if (result.state === 'loading') return <Skeleton lines={5} />;
  if (result.state === 'failed') return <ErrorState title={t('error.search')} problem={result.problem} onRetry={reload} />;
  const { hits, total } = result.value;
  return (
    <>
      <p className="muted" role="status">
        {hits.length > 0 && t('search.results', { n: total, query })}
        {hits.length > 0 && hits.length < total && ` · ${t('search.shown', { n: hits.length })}`}
      </p>
      {hits.length === 0 && <EmptyState title={t('search.empty', { query })} hint={t('search.empty.hint')} />}
      <ol className="hits">
        {hits.map((hit, position) => (
          <Hit key={position} hit={hit} />
        ))}
      </ol>
    </>
  );
}

function Hit({ hit }: { hit: SearchHit }) {
  const { t } = useTexts();
  return (
    <li className="hit">
      <p className="hit-head">
        <FileBadge name={hit.filename} />
        <a href={routeHref({ page: 'document', id: hit.document_id })}>{hit.filename}</a>
        {hit.page ? <span className="source-page">{t('document.page', { n: hit.page })}</span> : null}
      </p>
      <p className="snippet">
        {hit.snippet.map((part, position) => (part.hit ? <mark key={position}>{part.text}</mark> : <span key={position}>{part.text}</span>))}
      </p>
    </li>
  );
}
