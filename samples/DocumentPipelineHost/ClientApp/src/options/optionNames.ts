import type { OptionRules } from '../api/types';
import type { Texts } from '../i18n/LanguageProvider';
import { switches, uploadOption } from './rules';

/** The names of these options as a list in words; steps without a switch and the upload are left out. */
export function optionNames(rules: OptionRules, ids: readonly string[], { t, pick }: Texts): string {
  const names = switches(rules)
    .filter((option) => option.id !== uploadOption && ids.includes(option.id))
    .map((option) => pick(option.name));
  if (names.length < 2) return names.join('');
  return names.slice(0, -1).join(t('list.comma')) + t('list.and') + (names.at(-1) ?? '');
}
