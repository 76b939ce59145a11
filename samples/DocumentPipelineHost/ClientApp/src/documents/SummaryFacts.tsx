import type { ReactNode } from 'react';
import type { Summary } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import { routeHref } from '../routing/route';
import { hostWord, languageName } from './summaryWords';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What the summary says about the document besides its text. */
export function SummaryFacts({ summary }: { summary: Summary }) {
  const texts = useTexts();
  const { t, language } = texts;
  const minutes = Math.max(1, Math.round(summary.reading_minutes));
  return (
    <>
      {summary.keywords.length > 0 && (
        <>
          <h3>{t('document.keywords')}</h3>
          <ul className="keywords">
            {summary.keywords.map(({ text }) => (
              <li key={text}>
                <a className="chip" lang={summary.language} title={t('document.keyword.search', { word: text })} href={routeHref({ page: 'search', query: text })}>
                  {text}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{t('document.facts')}</h3>
      <dl className="facts">
        {summary.document_type && <Fact name={t('document.type')}>{hostWord(texts, 'type', summary.document_type)}</Fact>}
        {summary.language && <Fact name={t('document.language')}>{languageName(language, summary.language)}</Fact>}
        {summary.complexity && (
          <Fact name={t('document.complexity')}>
            {hostWord(texts, 'complexity', summary.complexity)}
            {summary.complexity_reason && <span className="fact-reason">{summary.complexity_reason}</span>}
          </Fact>
        )}
        {Number.isFinite(minutes) && <Fact name={t('document.reading')}>{t('document.reading.minutes', { n: minutes })}</Fact>}
      </dl>
      {summary.key_sections.length > 0 && (
        <>
          <h3>{t('document.sections')}</h3>
          <ol className="sections">
            {summary.key_sections.map(({ title, page }, position) => (
              <li key={position}>
                <span lang={summary.language}>{title}</span>
                {page ? <span className="source-page">{t('document.page', { n: page })}</span> : null}
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
