import { Activity, BookOpenText, FileUp } from 'lucide-react';
import { useTexts } from '../i18n/LanguageProvider';
import type { StringKey } from '../i18n/strings';

const steps = [
  { icon: FileUp, title: 'first.drop', hint: 'first.drop.hint' },
  { icon: Activity, title: 'first.watch', hint: 'first.watch.hint' },
  { icon: BookOpenText, title: 'first.read', hint: 'first.read.hint' },
] as const satisfies readonly { icon: typeof FileUp; title: StringKey; hint: StringKey }[];

/** What somebody sees who has uploaded nothing yet: what this is good for, in three steps. */
export function FirstSteps() {
  const { t } = useTexts();
  return (
    <ol className="first-steps" aria-label={t('queue.empty')}>
      {steps.map(({ icon: Icon, title, hint }, position) => (
        <li key={title} className="first-step">
          <span className="first-icon" aria-hidden="true">
            <Icon size={20} />
          </span>
          <h3>
            <span aria-hidden="true">{position + 1}. </span>
            {t(title)}
          </h3>
          <p className="muted">{t(hint)}</p>
        </li>
      ))}
    </ol>
  );
}
