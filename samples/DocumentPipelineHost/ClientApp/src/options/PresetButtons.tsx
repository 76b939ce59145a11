import type { OptionRules } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import { blockedBy, normalise, sameChoice } from './rules';
import type { ChoiceControl } from './useChoice';

export function PresetButtons({ rules, control }: { rules: OptionRules; control: ChoiceControl }) {
  const { t, pick } = useTexts();
  return (
    <div className="presets" role="group" aria-label={t('options.presets')}>
      {rules.presets.map((preset) => {
        const blocker = preset.options.map((id) => blockedBy(rules, id)).find((option) => option !== undefined);
        const on = !blocker && sameChoice(rules, control.choice, normalise(rules, preset.options));
        return (
          <button
            key={preset.id}
            type="button"
            className="chip"
            aria-pressed={on}
            disabled={blocker !== undefined}
            title={blocker?.reason ? pick(blocker.reason) : undefined}
            onClick={() => control.take(preset.options)}
          >
            {pick(preset.name)}
          </button>
        );
      })}
    </div>
  );
}
