import { browserStorage } from '../session/browserStorage';

export type Language = 'en' | 'zh';

/** A text that the server gives in both languages. */
export interface LocalText {
  readonly en: string;
  readonly zh: string;
}

const storageKey = 'dpa.language';

/** The language chosen before, else the browser's; anything that is not Chinese is served in English. */
export function initialLanguage(stored: string | null, preferred: string): Language {
  if (stored === 'en' || stored === 'zh') return stored;
  return preferred.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function readLanguage(): Language {
  return initialLanguage(browserStorage.read(storageKey), navigator.language);
}

export function storeLanguage(language: Language): void {
  browserStorage.write(storageKey, language);
}
