import { useTexts } from '../i18n/LanguageProvider';
import { routeHref, type Route } from '../routing/route';

const pages = ['upload', 'documents', 'search'] as const;

export function Tabs({ route }: { route: Route }) {
  const { t } = useTexts();
  const current = route.page === 'document' ? 'documents' : route.page;
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
