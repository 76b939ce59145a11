import { useTexts } from '../i18n/LanguageProvider';
import { ConnectionDot } from './ConnectionDot';
import { LanguageSwitch } from './LanguageSwitch';
import { ThemeSwitch } from './ThemeSwitch';
import { UserSwitcher, type UserSwitcherProps } from './UserSwitcher';

export function Header(props: UserSwitcherProps) {
  const { t } = useTexts();
  return (
    <header className="header">
      <a className="brand" href="#/upload" aria-label={t('app.title')}>
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <rect className="brand-ground" width="32" height="32" rx="8" />
          <path className="brand-sheet" d="M9 8h9l5 5v11H9z" />
          <path className="brand-line" d="M12 19h8M12 22h5" />
        </svg>
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
