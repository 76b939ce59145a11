import { useTexts } from '../i18n/LanguageProvider';
import { statusMark, warnedMark } from './statusMark';

/** An emoji for the eye and always a word with it. */
export function StatusMark({
  status,
  word = true,
  warned = false,
}: {
  status: string;
  word?: boolean;
  warned?: boolean;
}) {
  const { t } = useTexts();
  const mark = warned && status === 'completed' ? warnedMark : statusMark(status);
  return (
    <span className="status" data-status={status} data-warned={warned}>
      <span className="emoji" aria-hidden="true">
        {mark.emoji}
      </span>
      <span className={word ? 'status-word' : 'visually-hidden'}>{t(mark.key)}</span>
    </span>
  );
}
