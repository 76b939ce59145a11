import { useState } from 'react';
import type { OptionRules } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import { OptionSwitches } from './OptionSwitches';
import { PresetButtons } from './PresetButtons';
import { isPreset } from './rules';
import type { ChoiceControl } from './useChoice';
import { WillRun } from './WillRun';

interface Props {
  readonly rules: OptionRules;
  readonly control: ChoiceControl;
  /** Only what will run, until somebody wants to change it. */
  readonly small?: boolean;
}

/** What will be done with the files: a preset, or its steps one by one for who wants another choice. */
export function OptionsPanel({ rules, control, small = false }: Props) {
  const { t } = useTexts();
  const [wanted, setWanted] = useState(false);
  const presets = !small || wanted;
  const steps = wanted || (!small && !isPreset(rules, control.choice));
  const { model } = rules;
  const writer = model?.available && model.name ? t('options.model', { name: model.name }) : t('options.extract');

  return (
    <section className="options" aria-labelledby="options-title" data-small={!presets}>
      <div className="options-head">
        <h2 id="options-title" className={presets ? undefined : 'visually-hidden'}>
          {t('options.title')}
        </h2>
        {presets && <PresetButtons rules={rules} control={control} />}
      </div>
      {steps && (
        <OptionSwitches
          rules={rules}
          control={control}
          hintOf={({ id }) => (id === 'generate_summary' ? writer : undefined)}
        />
      )}
      <div className="options-foot">
        <WillRun rules={rules} choice={control.choice} />
        {(small || wanted || !steps) && (
          <button type="button" className="link-button" aria-expanded={steps} onClick={() => setWanted(!wanted)}>
            {wanted ? t('options.done') : t(small ? 'options.change' : 'options.steps')}
          </button>
        )}
      </div>
    </section>
  );
}
