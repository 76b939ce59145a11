import type { DocumentItem, PageKind } from '../api/types';
import type { Translate } from '../i18n/translate';

/** What the pages of a document are called: by the host's value, or, from an older host, by the document's type. */
export function pageKindOf({
  page_kind: kind,
  content_type: type,
}: Pick<DocumentItem, 'page_kind' | 'content_type'>): PageKind {
  if (kind) return kind;
  if (type === 'application/pdf') return 'page';
  return type.endsWith('presentationml.presentation') ? 'slide' : 'section';
}

/** "12 pages", "3 slides"; empty where nothing is counted yet. */
export function pageCount(t: Translate, item: Pick<DocumentItem, 'page_kind' | 'content_type' | 'pages'>): string {
  return item.pages ? t(`documents.${pageKindOf(item)}s`, { n: item.pages }) : '';
}
