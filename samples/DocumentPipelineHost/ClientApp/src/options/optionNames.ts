import type { OptionRules } from '../api/types';
import type { Texts } from '../i18n/LanguageProvider';
import type { ProcessingOption } from '../api/types';
import { isStringKey } from '../i18n/strings';
import { stageOf, switches, uploadOption } from './rules';

/** An option is called as the stage that it runs. */
export function optionName({ id, name }: ProcessingOption, { t, pick }: Texts): string {
  const key = `stage.${stageOf[id] ?? ''}`;
  return isStringKey(key) ? t(key) : pick(name);
}

/** The names of these options as a list in words; steps without a switch and the upload are left out. */
export function optionNames(rules: OptionRules, ids: readonly string[], texts: Texts): string {
  const names = switches(rules)
    .filter((option) => option.id !== uploadOption && ids.includes(option.id))
    .map((option) => optionName(option, texts));
  if (names.length < 2) return names.join('');
  return names.slice(0, -1).join(texts.t('list.comma')) + texts.t('list.and') + (names.at(-1) ?? '');
}
