import type { PageKind } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import { routeHref } from '../routing/route';

interface Props {
  readonly documentId: string;
  readonly page: number;
  readonly kind?: PageKind | undefined;
  /** What is marked on the page. */
  readonly query?: string;
}

/** "p. 12", which opens the reader there. */
export function PageLink({ documentId, page, kind = 'page', query }: Props) {
  const { t } = useTexts();
  return (
    <a
      className="source-page"
      href={routeHref({ page: 'reader', id: documentId, number: page, ...(query ? { query } : {}) })}
    >
      {t(`document.${kind}`, { n: page })}
    </a>
  );
}
