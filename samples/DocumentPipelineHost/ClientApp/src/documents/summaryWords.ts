import type { Summary } from '../api/types';
import type { Texts } from '../i18n/LanguageProvider';
import type { Language, LocalText } from '../i18n/language';
import { isStringKey } from '../i18n/strings';

/** A language's name in the page's language; a code that is none stays as it is. */
export function languageName(shownIn: Language, code: string): string {
  try {
    return new Intl.DisplayNames([shownIn === 'zh' ? 'zh-CN' : 'en'], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** A word of the host's own vocabulary in the page's language; one that is not known stays as it is. */
export function hostWord({ t }: Texts, kind: 'type' | 'complexity', word: string): string {
  const key = `${kind}.${word}`;
  return isStringKey(key) ? t(key) : word;
}

const spoken = (text: string | LocalText, { pick }: Texts): string => (typeof text === 'string' ? text : pick(text));

export function suggestionText(suggestion: Summary['suggestions'][number], texts: Texts): string {
  return spoken(typeof suggestion === 'object' && 'text' in suggestion ? suggestion.text : suggestion, texts);
}

export function complexityText({ complexity }: Summary, texts: Texts): { level: string; reason: string } {
  if (typeof complexity === 'string') return { level: hostWord(texts, 'complexity', complexity), reason: '' };
  const reason = complexity.reason ? spoken(complexity.reason, texts) : '';
  return { level: hostWord(texts, 'complexity', complexity.level), reason };
}
