import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { readLanguage, storeLanguage, type Language, type LocalText } from './language';
import { translate, type Translate } from './translate';

export interface Texts {
  readonly language: Language;
  readonly t: Translate;
  /** The text in the page's language. */
  readonly pick: (text: LocalText) => string;
  readonly setLanguage: (language: Language) => void;
}

const LanguageContext = createContext<Texts | null>(null);

interface Props {
  readonly children: ReactNode;
  readonly initial?: Language;
  /** Receives the language with each drawing, before any child is drawn. */
  readonly onLanguage?: (language: Language) => void;
}

export function LanguageProvider({ children, initial, onLanguage }: Props) {
  const [language, change] = useState<Language>(() => initial ?? readLanguage());
  // Before any child asks the server for something, so that its answer is in this language.
  onLanguage?.(language);

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);

  const texts = useMemo<Texts>(
    () => ({
      language,
      t: (key, parameters) => translate(language, key, parameters),
      pick: (text) => text[language] || text.en,
      setLanguage: (next) => {
        storeLanguage(next);
        change(next);
      },
    }),
    [language],
  );
  return <LanguageContext value={texts}>{children}</LanguageContext>;
}

export function useTexts(): Texts {
  const texts = useContext(LanguageContext);
  if (!texts) throw new Error('useTexts needs a LanguageProvider above it.');
  return texts;
}
