import type { OptionRules, ProcessingOption } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import { ChoiceNotice } from './ChoiceNotice';
import { optionNames } from './optionNames';
import { OptionSwitch } from './OptionSwitch';
import { blockedBy, switches, uploadOption } from './rules';
import type { ChoiceControl } from './useChoice';

interface Props {
  readonly rules: OptionRules;
  readonly control: ChoiceControl;
  /** The hint of an option, instead of what it needs. */
  readonly hintOf?: (option: ProcessingOption) => string | undefined;
  /** One below the other. */
  readonly tall?: boolean;
}

/** The options as switches, by their rules; the other options that a switch changes are shown. */
export function OptionSwitches({ rules, control, hintOf, tall = false }: Props) {
  const texts = useTexts();
  const { t } = texts;
  const needs = (option: ProcessingOption): string => {
    const names = optionNames(rules, option.needs, texts);
    return names && t('options.needs', { names });
  };
  return (
    <div className="option-switches">
      <div className={tall ? 'options-list options-tall' : 'options-list'}>
        {switches(rules)
          .filter((option) => option.id !== uploadOption)
          .map((option) => (
            <OptionSwitch
              key={option.id}
              option={option}
              on={control.choice.has(option.id)}
              blocker={blockedBy(rules, option.id)}
              hint={hintOf?.(option) ?? needs(option)}
              onToggle={control.toggle}
            />
          ))}
      </div>
      <ChoiceNotice rules={rules} notice={control.notice} />
    </div>
  );
}
