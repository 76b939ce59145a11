import { useTexts } from '../i18n/LanguageProvider';
import { BrandMark } from './BrandMark';
import { ConnectionDot } from './ConnectionDot';
import { LanguageSwitch } from './LanguageSwitch';
import { ThemeSwitch } from './ThemeSwitch';
import { UserSwitcher, type UserSwitcherProps } from './UserSwitcher';

export function Header(props: UserSwitcherProps) {
  const { t } = useTexts();
  return (
    <header className="header">
      <a className="brand" href="#/upload" aria-label={t('app.title')}>
        <BrandMark />
        <span>{t('app.title')}</span>
      </a>
      <ConnectionDot />
      <span className="spring" />
      <UserSwitcher {...props} />
      <LanguageSwitch />
      <ThemeSwitch />
    </header>
  );
}
