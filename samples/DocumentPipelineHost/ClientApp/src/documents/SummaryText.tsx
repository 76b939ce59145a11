import type { Summary } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';

/** The text sentence by sentence, each with the page it comes from. */
export function SummaryText({ summary }: { summary: Summary }) {
  const { t } = useTexts();
  if (summary.sentences.length === 0) return <p lang={summary.language}>{summary.text}</p>;
  return (
    <p className="summary-text" lang={summary.language}>
      {summary.sentences.map((sentence, position) => (
        <span key={position} className="sentence">
          {sentence.text}
          {sentence.page ? <span className="source-page">{t('document.page', { n: sentence.page })}</span> : null}{' '}
        </span>
      ))}
    </p>
  );
}
