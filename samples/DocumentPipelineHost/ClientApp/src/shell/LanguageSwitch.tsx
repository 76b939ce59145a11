import { useTexts } from '../i18n/LanguageProvider';

export function LanguageSwitch() {
  const { t, language, setLanguage } = useTexts();
  return (
    <button
      type="button"
      className="header-button"
      aria-label={t('header.language')}
      title={t('header.language')}
      onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
    >
      {language === 'zh' ? 'EN' : '中'}
    </button>
  );
}
