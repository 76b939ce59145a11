import type { ProcessingOption } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import { optionName } from './optionNames';

interface Props {
  readonly option: ProcessingOption;
  readonly on: boolean;
  /** The option, this one or one that it needs, that is not available. */
  readonly blocker: ProcessingOption | undefined;
  /** Empty where there is no hint. */
  readonly hint: string;
  readonly onToggle: (id: string) => void;
}

export function OptionSwitch({ option, on, blocker, hint, onToggle }: Props) {
  const texts = useTexts();
  const { t, pick } = texts;
  const shown = blocker ? (blocker.reason ? pick(blocker.reason) : t('options.unavailable')) : hint;
  const hintId = `option-${option.id}-hint`;

  return (
    <label className="option" data-on={on} data-blocked={blocker !== undefined}>
      <input
        type="checkbox"
        name={option.id}
        checked={on}
        disabled={blocker !== undefined}
        onChange={() => onToggle(option.id)}
        {...(shown ? { 'aria-describedby': hintId } : {})}
      />
      <span className="option-text">
        <span className="option-name">{optionName(option, texts)}</span>
        {shown && (
          <span className="option-hint" id={hintId}>
            {shown}
          </span>
        )}
      </span>
    </label>
  );
}
