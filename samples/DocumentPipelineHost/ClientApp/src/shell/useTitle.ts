import { useEffect } from 'react';
import { useTexts } from '../i18n/LanguageProvider';

/** Names the page in the tab and in the history; empty for the application's name alone. */
export function useTitle(name: string): void {
  const { t } = useTexts();
  const application = t('app.title');
  useEffect(() => {
    document.title = name === '' ? application : `${name} · ${application}`;
    return () => {
      document.title = application;
    };
  }, [name, application]);
}
