import { useTexts } from '../i18n/LanguageProvider';
import { routeHref } from '../routing/route';

const pages = ['upload', 'documents', 'search', 'statistics', 'notifications'] as const;

/** The pages of the application; `path` is the router's. */
export function Tabs({ path }: { path: string }) {
  const { t } = useTexts();
  const current = pages.find((page) => path.startsWith(`/${page}`)) ?? 'upload';
  return (
    <nav className="tabs" aria-label={t('nav.label')}>
      {pages.map((page) => (
        <a
          key={page}
          href={page === 'search' ? routeHref({ page, query: '' }) : routeHref({ page })}
          aria-current={page === current ? 'page' : undefined}
        >
          {t(`nav.${page}`)}
        </a>
      ))}
    </nav>
  );
}
