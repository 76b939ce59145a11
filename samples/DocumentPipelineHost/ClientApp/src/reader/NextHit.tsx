import { useQuery } from '@tanstack/react-query';
import type { ReaderPage } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import { routeHref } from '../routing/route';
import { getHitPages } from './hitPages';

interface Props {
  readonly id: string;
  readonly number: number;
  readonly query: string;
  readonly answer: ReaderPage;
  /** The run that the pages belong to: another one may have read the document differently. */
  readonly run: string;
}

/** How many hits are on this page, and the links to the pages before and after it that have some. */
export function NextHit({ id, number, query, answer, run }: Props) {
  const { t } = useTexts();
  const { data: pages = [] } = useQuery({
    queryKey: ['hits', id, query, run],
    queryFn: ({ signal }) => getHitPages(id, query, signal),
    enabled: query !== '',
    staleTime: 60_000,
  });
  if (query === '') return null;
  const hits = answer.parts.filter((part) => part.hit).length;
  // At the end it goes on from the beginning, and the other way round.
  const others = pages.filter((page) => page !== number);
  const next = others.find((page) => page > number) ?? others[0];
  const previous = others.findLast((page) => page < number) ?? others.at(-1);
  const link = (words: 'reader.previousHit' | 'reader.nextHit', page: number) => (
    <>
      {' · '}
      <a href={routeHref({ page: 'reader', id, number: page, query })}>
        {t(words)} ({t(`document.${answer.page_kind}`, { n: page })})
      </a>
    </>
  );
  return (
    <p className="reader-hits" role="status">
      {t('reader.hits', { n: hits })}
      {previous !== undefined && link('reader.previousHit', previous)}
      {next !== undefined && link('reader.nextHit', next)}
    </p>
  );
}
