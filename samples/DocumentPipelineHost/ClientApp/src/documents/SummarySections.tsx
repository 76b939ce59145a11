import type { PageKind, Summary } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import { PageLink } from './PageLink';

/** The sections that matter, each with its page, and what to do with the document. */
export function SummarySections({ summary, kind }: { summary: Summary; kind: PageKind }) {
  const { t } = useTexts();
  return (
    <>
      {summary.key_sections.length > 0 && (
        <>
          <h3>{t('document.sections')}</h3>
          <ol className="sections">
            {summary.key_sections.map(({ title, page }, position) => (
              <li key={position}>
                <span lang={summary.language}>{title}</span>
                {page ? (
                  <PageLink documentId={summary.document_id} page={page} kind={kind} query={title.slice(0, 80)} />
                ) : null}
              </li>
            ))}
          </ol>
        </>
      )}
      {summary.suggestions.length > 0 && (
        <>
          <h3>{t('document.suggestions')}</h3>
          <ul className="suggestions">
            {summary.suggestions.map((suggestion, position) => (
              <li key={position}>{suggestion}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
