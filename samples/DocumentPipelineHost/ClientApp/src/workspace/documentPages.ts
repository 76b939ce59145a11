import type { Problem } from '../api/problem';
import type { DocumentItem, DocumentPage } from '../api/types';

export interface DocumentListState {
  /** Undefined before the first answer. */
  readonly items?: readonly DocumentItem[];
  readonly nextCursor?: string | undefined;
  /** Why the last request failed; what was read before stays. */
  readonly problem?: Problem;
}

const newestFirst = (a: DocumentItem, b: DocumentItem): number =>
  a.created_at === b.created_at ? 0 : a.created_at > b.created_at ? -1 : 1;

/** What of the list is not on the page, and when the page's oldest document was made. */
function beside({ items: held = [] }: DocumentListState, { items }: DocumentPage) {
  const fresh = new Set(items.map((item) => item.document_id));
  return {
    others: held.filter((item) => !fresh.has(item.document_id)),
    oldest: items.at(-1)?.created_at ?? '',
  };
}

/** The list with a further page, which may reach into what it had. */
export function withFurther(state: DocumentListState, page: DocumentPage): DocumentListState {
  const { others, oldest } = beside(state, page);
  const reaches = others.some((item) => item.created_at < oldest);
  return {
    items: [...others, ...page.items].sort(newestFirst),
    nextCursor: reaches ? state.nextCursor : (page.next_cursor ?? undefined),
  };
}

/** The list with its newest page. What is newer than the page's end and not in it was deleted meanwhile. */
export function withNewest(state: DocumentListState, page: DocumentPage): DocumentListState {
  const { others, oldest } = beside(state, page);
  const older = page.next_cursor ? others.filter((item) => item.created_at < oldest) : [];
  return {
    items: [...page.items, ...older],
    nextCursor: older.length > 0 ? state.nextCursor : (page.next_cursor ?? undefined),
  };
}

/**
 * The list with a document that was asked for by that id. An upload of bytes that were stored already goes by another
 * id than the document that it is answered with.
 */
export function withItem(held: readonly DocumentItem[], id: string, item: DocumentItem): readonly DocumentItem[] {
  const others = held.filter((each) => ![id, item.document_id].includes(each.document_id));
  const place = others.findIndex((each) => each.created_at < item.created_at);
  return place < 0 ? [...others, item] : [...others.slice(0, place), item, ...others.slice(place)];
}
