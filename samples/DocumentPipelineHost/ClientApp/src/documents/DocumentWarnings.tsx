import type { DocumentItem } from '../api/types';
import type { CardModel } from '../cards/cardModel';
import { useTexts } from '../i18n/LanguageProvider';
import { useHostText } from '../messages/useHostText';

/** What the reader should know about the document: the warnings that the host kept, otherwise those of its last run. */
export function DocumentWarnings({ item, model }: { item: DocumentItem; model: CardModel }) {
  const { t } = useTexts();
  const hostText = useHostText();
  const kept = item.warnings?.map(({ message, pages }) =>
    pages && !message.includes(pages) ? `${message} (${t('document.warning.pages', { pages })})` : message,
  );
  const warnings = kept && kept.length > 0 ? kept : model.warnings;
  if (warnings.length === 0) return null;
  return (
    <section className="document-warnings note-warn" aria-labelledby="warnings-title">
      <h2 id="warnings-title">
        <span className="emoji" aria-hidden="true">
          ⚠️
        </span>{' '}
        {t('document.warnings')}
      </h2>
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>{hostText(warning)}</li>
        ))}
      </ul>
    </section>
  );
}
