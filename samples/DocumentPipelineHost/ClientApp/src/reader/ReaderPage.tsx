import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Columns2, ExternalLink } from 'lucide-react';
import { useEffect, useState, type FormEvent } from 'react';
import { useSearch } from 'wouter';
import { getDocument, getPage, viewerUrl } from '../api/calls';
import { toProblem } from '../api/problem';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { useTexts } from '../i18n/LanguageProvider';
import { navigate, routeHref } from '../routing/route';
import { useTitle } from '../shell/useTitle';
import { NextHit } from './NextHit';
import { PageText } from './PageText';
import { PdfView } from './PdfView';
import { usePageKeys } from './usePageKeys';
import { usePdfBeside } from './usePdfBeside';
import '../styles/documents.css';
import '../styles/search.css';
import '../styles/reader.css';

/** The text of one page with hits marked, and beside it the PDF itself at the same page. */
export default function ReaderPage({ id, number }: { id: string; number: number }) {
  const { t } = useTexts();
  const query = new URLSearchParams(useSearch()).get('q') ?? '';
  const document = useQuery({
    queryKey: ['document', id, 'name'],
    queryFn: ({ signal }) => getDocument(id, signal),
    // It contains the run that the pages belong to, so it is read each time the reader is opened.
    staleTime: 0,
  });
  const page = useQuery({
    // The pages of a run stay as they are; another run reads the document again.
    queryKey: ['page', id, number, query, document.data?.pipeline_id, document.data?.status],
    enabled: !document.isPending,
    queryFn: ({ signal }) => getPage(id, number, query, signal),
    staleTime: Infinity,
    placeholderData: (before) => before,
  });
  const total = page.data?.pages ?? document.data?.pages ?? 0;
  const go = (to: number): void => {
    if (to >= 1 && to <= total) navigate({ page: 'reader', id, number: to, query });
  };
  usePageKeys(() => go(number - 1), () => go(number + 1));

  const kind = page.data?.page_kind ?? 'page';
  const title = t(kind === 'page' ? 'reader.title' : `reader.title.${kind}`, { n: number });
  const problem = page.error && toProblem(page.error);
  useTitle(document.data ? `${title} · ${document.data.filename}` : title);
  const isPdf = document.data?.content_type === 'application/pdf';
  const beside = usePdfBeside();
  const showsPdf = isPdf && beside.shown;
  return (
    <article className="reader" aria-labelledby="reader-title" aria-busy={page.isPlaceholderData} data-pdf={showsPdf}>
      <p className="back">
        <a href={routeHref({ page: 'document', id })}>← {document.data?.filename ?? t('reader.back')}</a>
      </p>
      <div className="reader-bar">
        <h1 id="reader-title">{title}</h1>
        {total > 0 && <span className="muted">{t('reader.of', { total })}</span>}
        <span className="spring" />
        <PageButtons number={number} total={total} go={go} />
        {isPdf && beside.possible && (
          <button type="button" className="button" data-action="pdf" onClick={beside.toggle}>
            <Columns2 size={16} aria-hidden="true" />{t(showsPdf ? 'reader.pdf.hide' : 'reader.pdf.show')}
          </button>
        )}
        {isPdf && (
          <a className="button" href={viewerUrl(id, number)} target="_blank" rel="noopener">
            <ExternalLink size={16} aria-hidden="true" />{t('document.pdf')}
          </a>
        )}
      </div>
      <FindBar id={id} number={number} query={query} />
      {page.data && (
        <NextHit
          id={id}
          number={number}
          query={query}
          answer={page.data}
          run={`${document.data?.pipeline_id} ${document.data?.status}`}
        />
      )}
      <div className="reader-body">
        {page.data ? (
          <PageText answer={page.data} query={query} printed={isPdf} />
        ) : problem ? (
          <ErrorState
            title={t(problem.status === 404 ? 'error.reader.missing' : 'error.reader')}
            problem={problem}
            {...(problem.status === 404 ? {} : { onRetry: () => void page.refetch() })}
          >
            {problem.status === 404 && total > 0 && number > total && (
              <a className="button" href={routeHref({ page: 'reader', id, number: total, query })}>
                {t('reader.title', { n: total })}
              </a>
            )}
          </ErrorState>
        ) : (
          <Skeleton lines={10} />
        )}
        {showsPdf && <PdfView key={id} id={id} number={number} name={document.data?.filename ?? ''} />}
      </div>
    </article>
  );
}

function PageButtons({ number, total, go }: { number: number; total: number; go: (to: number) => void }) {
  const { t } = useTexts();
  return (
    <div className="page-buttons">
      <button
        type="button"
        className="button button-icon"
        aria-label={t('reader.previous')}
        disabled={number <= 1}
        onClick={() => go(number - 1)}
      >
        <ChevronLeft size={18} aria-hidden="true" />
      </button>
      <input
        key={number}
        type="number"
        className="page-number"
        aria-label={t('reader.number')}
        min={1}
        max={total || undefined}
        defaultValue={number}
        onKeyDown={(event) => event.key === 'Enter' && go(Number(event.currentTarget.value))}
        onBlur={(event) => Number(event.currentTarget.value) !== number && go(Number(event.currentTarget.value))}
      />
      <button
        type="button"
        className="button button-icon"
        aria-label={t('reader.next')}
        disabled={number >= total}
        onClick={() => go(number + 1)}
      >
        <ChevronRight size={18} aria-hidden="true" />
      </button>
    </div>
  );
}

function FindBar({ id, number, query }: { id: string; number: number; query: string }) {
  const { t } = useTexts();
  const [text, setText] = useState(query);
  useEffect(() => setText(query), [query]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    navigate({ page: 'reader', id, number, query: text.trim() }, { replace: true });
  };
  return (
    <form className="search-form reader-find" role="search" onSubmit={submit}>
      <input
        type="search"
        aria-label={t('reader.find')}
        placeholder={t('reader.find')}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" className="button">
        {t('search.go')}
      </button>
    </form>
  );
}
