import type { Language } from './language';

/** By whose habits numbers and times are written. */
export const locale = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB');

/** Made once each: making one takes longer than writing a hundred numbers with it. */
const formats = new Map<string, Intl.NumberFormat>();

/** A number with its thousands apart. */
export function formatNumber(language: Language, value: number, digits = 0): string {
  const key = `${language} ${digits}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale(language), { maximumFractionDigits: digits });
    formats.set(key, format);
  }
  return format.format(value);
}
