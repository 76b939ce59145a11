import type { Language } from './language';
import { formatNumber } from './number';
import { strings, type StringKey } from './strings';

export type Parameters = Readonly<Record<string, string | number>>;
export type Translate = (key: StringKey, parameters?: Parameters) => string;

/** Fills `{name}` in, a number with its thousands apart; an English pair is `[singular, plural]`, chosen by `n`. */
export function translate(language: Language, key: StringKey, parameters: Parameters = {}): string {
  const entry = strings[key][language];
  const text = typeof entry === 'string' ? entry : parameters['n'] === 1 ? entry[0] : entry[1];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name] ?? '';
    return typeof value === 'number' ? formatNumber(language, value, 3) : value;
  });
}
