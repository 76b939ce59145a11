import type { ProcessingOption } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import { uploadOption } from './rules';

interface Props {
  readonly option: ProcessingOption;
  readonly on: boolean;
  /** The option, this one or one that it needs, that is not available. */
  readonly blocker: ProcessingOption | undefined;
  /** The names of what it needs; empty where there is nothing to say. */
  readonly needs: string;
  readonly onToggle: (id: string) => void;
}

export function OptionSwitch({ option, on, blocker, needs, onToggle }: Props) {
  const { t, pick } = useTexts();
  const always = option.id === uploadOption;
  const hint = always
    ? t('options.always')
    : blocker
      ? blocker.reason
        ? pick(blocker.reason)
        : t('options.unavailable')
      : needs && t('options.needs', { names: needs });
  const hintId = `option-${option.id}-hint`;

  return (
    <label className="option" data-on={on} data-blocked={blocker !== undefined && !always}>
      <input
        type="checkbox"
        name={option.id}
        checked={on}
        disabled={always || blocker !== undefined}
        onChange={() => onToggle(option.id)}
        {...(hint ? { 'aria-describedby': hintId } : {})}
      />
      <span className="option-text">
        <span className="option-name">{pick(option.name)}</span>
        {hint && (
          <span className="option-hint" id={hintId}>
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
