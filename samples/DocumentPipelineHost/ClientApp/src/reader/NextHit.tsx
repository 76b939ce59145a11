import { useQuery } from '@tanstack/react-query';
import { searchDocuments } from '../api/calls';
import type { ReaderPage } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import { routeHref } from '../routing/route';

interface Props {
  readonly id: string;
  readonly number: number;
  readonly query: string;
  readonly answer: ReaderPage;
}

/** How many hits are on this page, and the way to the next page that has one. */
export function NextHit({ id, number, query, answer }: Props) {
  const { t } = useTexts();
  const { data } = useQuery({
    queryKey: ['search', { query, documentId: id }, 0],
    queryFn: ({ signal }) => searchDocuments({ query, documentId: id }, 0, signal),
    enabled: query !== '',
    staleTime: 60_000,
  });
  if (query === '') return null;
  const hits = answer.parts.filter((part) => part.hit).length;
  const pages = [...new Set(data?.hits.map((hit) => hit.page ?? 0))].sort((a, b) => a - b);
  const next = pages.find((page) => page > number) ?? pages[0];
  return (
    <p className="reader-hits" role="status">
      {t('reader.hits', { n: hits })}
      {next !== undefined && next !== number && next > 0 && (
        <>
          {' · '}
          <a href={routeHref({ page: 'reader', id, number: next, query })}>
            {t('reader.nextHit')} ({t(`document.${answer.page_kind}`, { n: next })})
          </a>
        </>
      )}
    </p>
  );
}
