import { useState } from 'react';
import { useTexts } from '../i18n/LanguageProvider';
import { browserStorage } from '../session/browserStorage';

type Theme = 'auto' | 'light' | 'dark';

const storageKey = 'dpa.theme';
const next: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' };
const pictures: Readonly<Record<Theme, string>> = {
  auto: 'M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18',
  light:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2' +
    'M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19',
  dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
};

function read(): Theme {
  const stored = browserStorage.read(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'auto';
}

function apply(theme: Theme): void {
  browserStorage.write(storageKey, theme);
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** As the system, light, dark. What was chosen is set before the first paint by `public/theme.js`. */
export function ThemeSwitch() {
  const { t } = useTexts();
  const [theme, setTheme] = useState(read);
  const label = t(`header.theme.${theme}`);
  return (
    <button
      type="button"
      className="header-button"
      aria-label={label}
      title={label}
      onClick={() => {
        apply(next[theme]);
        setTheme(next[theme]);
      }}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true" className={theme === 'auto' ? 'theme-auto' : undefined}>
        <path d={pictures[theme]} />
      </svg>
    </button>
  );
}
