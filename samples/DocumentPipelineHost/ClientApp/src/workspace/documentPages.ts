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

/**
 * The list with a further page, which may reach into what it had, or with its newest one: what is newer than that
 * page's end and not in it was deleted meanwhile.
 */
export function withPage(
  state: DocumentListState,
  { items, next_cursor: next }: DocumentPage,
  isNewest: boolean,
): DocumentListState {
  const fresh = new Set(items.map((item) => item.document_id));
  const oldest = items.at(-1)?.created_at ?? '';
  const isOlder = (item: DocumentItem): boolean => item.created_at < oldest;
  const others = (state.items ?? []).filter((item) => !fresh.has(item.document_id));
  const kept = isNewest ? others.filter((item) => next && isOlder(item)) : others;
  return {
    items: [...kept, ...items].sort(newestFirst),
    nextCursor: kept.some(isOlder) ? state.nextCursor : (next ?? undefined),
  };
}

/**
 * The list with a document that was asked for by that id. An upload of bytes that were stored already goes by another
 * id than the document that it is answered with.
 */
export function withItem(held: readonly DocumentItem[], id: string, item: DocumentItem): readonly DocumentItem[] {
  const others = held.filter((each) => ![id, item.document_id].includes(each.document_id));
  return [...others, item].sort(newestFirst);
}
