import type { Texts } from '../i18n/LanguageProvider';
import type { Language } from '../i18n/language';
import { locale } from '../i18n/number';
import { isStringKey } from '../i18n/strings';

/** A language's name in the page's language; a code that is none stays as it is. */
export function languageName(shownIn: Language, code: string): string {
  try {
    return new Intl.DisplayNames([locale(shownIn)], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** A word of the host's own vocabulary in the page's language; one that is not known stays as it is. */
export function hostWord({ t }: Texts, kind: 'type' | 'complexity', word: string): string {
  const key = `${kind}.${word}`;
  return isStringKey(key) ? t(key) : word;
}
