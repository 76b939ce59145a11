import { X } from 'lucide-react';
import { useTexts } from '../i18n/LanguageProvider';

/** More names than this are counted. */
const named = 3;

/** The files of a folder that were not taken, until it is dismissed. */
export function LeftOutNote({ names, onDismiss }: { names: readonly string[]; onDismiss: () => void }) {
  const { t } = useTexts();
  const first = names.slice(0, named).join(t('list.comma'));
  const list = names.length > named ? t('drop.andMore', { names: first, n: names.length - named }) : first;
  return (
    <div className="note note-warn left-out" role="alert">
      <span>{t('drop.leftOut', { n: names.length, names: list })}</span>
      <button type="button" className="button button-icon" aria-label={t('action.remove')} onClick={onDismiss}>
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
