import { useEffect, useState } from 'react';
import { EmptyState } from '../feedback/EmptyState';
import { useTexts } from '../i18n/LanguageProvider';
import { navigate } from '../routing/useRoute';
import { SearchResults } from './SearchResults';

/** Search over all indexed documents; the query is part of the address. */
export function SearchPage({ query }: { query: string }) {
  const { t } = useTexts();
  const [text, setText] = useState(query);
  // Back and forward change the query from outside.
  useEffect(() => setText(query), [query]);

  return (
    <>
      <h1 className="visually-hidden">{t('nav.search')}</h1>
      <form
        role="search"
        className="search-form"
        onSubmit={(event) => {
          event.preventDefault();
          navigate({ page: 'search', query: text.trim() });
        }}
      >
        <input
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
      {query === '' ? (
        <EmptyState title={t('search.start')} hint={t('search.start.hint')} />
      ) : (
        <SearchResults query={query} />
      )}
    </>
  );
}
