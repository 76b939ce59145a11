import { useTexts } from '../i18n/LanguageProvider';
import { statusMark } from './statusMark';

/** An emoji for the eye and always a word with it. */
export function StatusMark({ status, word = true }: { status: string; word?: boolean }) {
  const { t } = useTexts();
  const mark = statusMark(status);
  return (
    <span className="status" data-status={status}>
      <span className="emoji" aria-hidden="true">
        {mark.emoji}
      </span>
      <span className={word ? 'status-word' : 'visually-hidden'}>{t(mark.key)}</span>
    </span>
  );
}
