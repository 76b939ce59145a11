import { useCallback } from 'react';
import { useCatalogue } from './useCatalogue';
import { useTexts } from '../i18n/LanguageProvider';

/**
 * A text of the host in the page's language, whatever language the upload's was; unchanged where it is none of its
 * messages.
 */
export function useHostText(): (text: string) => string {
  const { language } = useTexts();
  const catalogue = useCatalogue();
  return useCallback((text) => catalogue?.messageIn(language, text) ?? text, [catalogue, language]);
}
