import type { ReactNode } from 'react';
import type { DocumentItem } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import { routeHref } from '../routing/route';
import { hostWord, languageName } from './summaryWords';
import { useSummary } from './useSummary';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What is known about the document besides its text: its kind, its length, its keywords. */
export function SummaryFacts({ item, available }: { item: DocumentItem; available: boolean }) {
  const texts = useTexts();
  const { t, language } = texts;
  const { data: summary } = useSummary(item, available);
  if (!summary) return null;
  const minutes = Math.max(1, Math.round(summary.reading_minutes));
  return (
    <section className="panel about" aria-labelledby="about-title">
      <h2 id="about-title">{t('document.facts')}</h2>
      <dl className="facts">
        {summary.document_type && (
          <Fact name={t('document.type')}>{hostWord(texts, 'type', summary.document_type)}</Fact>
        )}
        {summary.language && <Fact name={t('document.language')}>{languageName(language, summary.language)}</Fact>}
        {summary.complexity && (
          <Fact name={t('document.complexity')}>
            {hostWord(texts, 'complexity', summary.complexity)}
            {summary.complexity_reason && <span className="fact-reason">{summary.complexity_reason}</span>}
          </Fact>
        )}
        {summary.model && <Fact name={t('document.model')}>{summary.model}</Fact>}
        {Number.isFinite(minutes) && (
          <Fact name={t('document.reading')}>
            {minutes < 60
              ? t('document.reading.minutes', { n: minutes })
              : t('time.hours', { h: Math.floor(minutes / 60), m: minutes % 60 })}
          </Fact>
        )}
      </dl>
      {summary.keywords.length > 0 && (
        <>
          <h3>{t('document.keywords')}</h3>
          <ul className="keywords">
            {summary.keywords.map(({ text }) => (
              <li key={text}>
                <a
                  className="chip"
                  lang={summary.language}
                  title={t('document.keyword.search', { word: text })}
                  href={routeHref({ page: 'search', query: text })}
                >
                  {text}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
