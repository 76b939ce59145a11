import { useCallback } from 'react';
import { useTexts } from '../i18n/LanguageProvider';
import { isStringKey } from '../i18n/strings';

/** Stages known to the page are named in its language; others as the server names them. */
export function useStageName(): (id: string, given?: string | null) => string {
  const { t } = useTexts();
  return useCallback(
    (id, given) => {
      const key = `stage.${id}`;
      return isStringKey(key) ? t(key) : given || id;
    },
    [t],
  );
}
