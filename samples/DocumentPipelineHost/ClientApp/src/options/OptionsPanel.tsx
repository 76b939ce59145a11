import type { OptionRules } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import { PresetButtons } from './PresetButtons';
import { blockedBy, switches, uploadOption } from './rules';
import { ChoiceNotice } from './ChoiceNotice';
import { OptionSwitch } from './OptionSwitch';
import { optionNames } from './optionNames';
import type { ChoiceControl } from './useChoice';
import { WillRun } from './WillRun';

/** The four options with their rules, the presets, and what will run. */
export function OptionsPanel({ rules, control }: { rules: OptionRules; control: ChoiceControl }) {
  const texts = useTexts();
  const { t } = texts;
  const { choice, notice } = control;

  return (
    <section className="options" aria-labelledby="options-title">
      <div className="options-head">
        <h2 id="options-title">{t('options.title')}</h2>
        <PresetButtons rules={rules} control={control} />
      </div>
      <div className="options-list">
        {switches(rules).map((option) => (
          <OptionSwitch
            key={option.id}
            option={option}
            on={option.id === uploadOption || choice.has(option.id)}
            blocker={blockedBy(rules, option.id)}
            needs={optionNames(rules, option.needs, texts)}
            onToggle={control.toggle}
          />
        ))}
      </div>
      <WillRun rules={rules} choice={choice} />
      <ChoiceNotice rules={rules} notice={notice} />
    </section>
  );
}
