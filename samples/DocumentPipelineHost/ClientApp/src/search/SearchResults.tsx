import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef, type KeyboardEvent } from 'react';
import { searchDocuments } from '../api/calls';
import { toProblem } from '../api/problem';
import { EmptyState } from '../feedback/EmptyState';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { formatNumber } from '../i18n/number';
import { useTexts } from '../i18n/LanguageProvider';
import { HitGroupView } from './HitGroupView';
import { hitGroups } from './hitGroups';
import { sinceDate, type Filters } from './SearchFilters';

/** The host gives no more of one query than this; what is further down is found by other words. */
const most = 250;

export function SearchResults({ query, filters }: { query: string; filters: Filters }) {
  const { t, language } = useTexts();
  const list = useRef<HTMLOListElement>(null);
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['search', query, filters],
    queryFn: ({ pageParam, signal }) => searchDocuments(wishOf(query, filters), pageParam, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const shown = pages.reduce((sum, page) => sum + page.hits.length, 0);
      return last.hits.length > 0 && shown < Math.min(most, last.total) ? shown : undefined;
    },
  });

  if (!data) {
    return error ? (
      <ErrorState title={t('error.search')} problem={toProblem(error)} onRetry={() => void refetch()} />
    ) : (
      <Skeleton lines={5} />
    );
  }
  const hits = data.pages.flatMap((page) => page.hits);
  const total = data.pages.at(-1)?.total ?? 0;
  const groups = hitGroups(hits);
  return (
    <>
      <p className="muted search-count" role="status">
        {hits.length > 0 && `${t('search.results', { n: total, query, count: formatNumber(language, total) })} · `}
        {hits.length > 0 && hits.length < total && `${t('search.shown', { n: hits.length })} `}
        {hits.length > 0 && t('search.documents', { n: groups.length })}
      </p>
      {data.pages[0]?.any_word && hits.length > 0 && <p className="note note-warn">{t('search.anyWord')}</p>}
      {hits.length === 0 && <EmptyState title={t('search.empty', { query })} hint={t('search.empty.hint')} />}
      {hits.length > 0 && <p className="muted search-keys">{t('search.keys')}</p>}
      <ol className="hits" ref={list} onKeyDown={(event) => moveBetweenHits(event, list.current)}>
        {groups.map((group) => (
          <HitGroupView key={group.documentId} group={group} query={query} />
        ))}
      </ol>
      {hasNextPage && (
        <p className="more">
          <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('action.more')}
          </button>
        </p>
      )}
    </>
  );
}

function wishOf(query: string, { type, status, since }: Filters) {
  const from = sinceDate(since, Date.now());
  return { query, ...(type ? { type } : {}), ...(status ? { status } : {}), ...(from ? { since: from } : {}) };
}

/** Up and down go from hit to hit. */
function moveBetweenHits(event: KeyboardEvent, list: HTMLElement | null): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...(list?.querySelectorAll<HTMLElement>('a.hit-link') ?? [])];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = links[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
