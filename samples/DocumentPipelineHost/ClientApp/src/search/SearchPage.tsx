import { useEffect, useRef, useState } from 'react';
import { useSearch } from 'wouter';
import { EmptyState } from '../feedback/EmptyState';
import { useTexts } from '../i18n/LanguageProvider';
import { navigate } from '../routing/route';
import { useTitle } from '../shell/useTitle';
import { SearchFilters, type Filters } from './SearchFilters';
import { SearchResults } from './SearchResults';
import '../styles/documents.css';
import '../styles/search.css';
import '../styles/reader.css';

/** Search over all indexed documents; query and filters are part of the address. */
export default function SearchPage() {
  const { t } = useTexts();
  const address = new URLSearchParams(useSearch());
  const query = address.get('q') ?? '';
  const filters: Filters = {
    type: address.get('type') ?? '',
    status: address.get('status') ?? '',
    since: address.get('since') ?? '',
  };
  const [text, setText] = useState(query);
  const box = useRef<HTMLInputElement>(null);
  // Back and forward change the query from outside.
  useEffect(() => setText(query), [query]);
  useSlash(box);
  useTitle(query === '' ? t('nav.search') : `${query} · ${t('nav.search')}`);

  return (
    <>
      <h1 className="visually-hidden">{t('nav.search')}</h1>
      <form
        role="search"
        className="search-form"
        onSubmit={(event) => {
          event.preventDefault();
          navigate({ page: 'search', query: text.trim(), filters: { ...filters } });
        }}
      >
        <input
          ref={box}
          type="search"
          name="q"
          aria-label={t('search.label')}
          placeholder={t('search.placeholder')}
          value={text}
          maxLength={200}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" className="button button-main">
          {t('search.go')}
        </button>
      </form>
      <SearchFilters filters={filters} onChange={(next) => navigate({ page: 'search', query, filters: { ...next } })} />
      {query === '' ? (
        <EmptyState title={t('search.start')} hint={t('search.start.hint')} />
      ) : (
        <SearchResults query={query} filters={filters} />
      )}
    </>
  );
}

/** "/" goes to the search box, as in many places. */
function useSlash(box: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== '/' || (event.target as HTMLElement).matches('input, select, textarea')) return;
      event.preventDefault();
      box.current?.focus();
      box.current?.select();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [box]);
}
