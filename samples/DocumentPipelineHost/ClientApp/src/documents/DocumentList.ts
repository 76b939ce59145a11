import { listDocuments } from '../api/calls';
import { toProblem, type Problem } from '../api/problem';
import type { DocumentItem, DocumentPage } from '../api/types';

export interface DocumentListState {
  /** Undefined before the first answer. */
  readonly items?: readonly DocumentItem[];
  readonly nextCursor?: string | undefined;
  readonly problem?: Problem;
}

/** Several changes within this time are one request, in milliseconds. */
const gather = 250;

/** The user's documents, newest first, shared by the pages. The list is replaced on each change. */
export class DocumentList {
  state: DocumentListState = {};
  readonly #listeners = new Set<() => void>();
  readonly #load: (cursor?: string) => Promise<DocumentPage>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;

  constructor(load: (cursor?: string) => Promise<DocumentPage> = listDocuments) {
    this.#load = load;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads the newest page again soon; further pages that were read stay. */
  readonly refresh = (): void => {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.reload();
    }, gather);
  };

  readonly reload = async (): Promise<void> => {
    const round = ++this.#round;
    try {
      const page = await this.#load();
      if (round !== this.#round) return;
      const fresh = new Set(page.items.map((item) => item.document_id));
      const oldest = page.items.at(-1)?.created_at ?? '';
      // What is newer than the page's end and not in it was deleted meanwhile.
      const older = page.next_cursor
        ? (this.state.items ?? []).filter((item) => !fresh.has(item.document_id) && item.created_at < oldest)
        : [];
      const nextCursor = older.length > 0 ? this.state.nextCursor : (page.next_cursor ?? undefined);
      this.#set({ items: [...page.items, ...older], nextCursor });
    } catch (error) {
      if (round === this.#round) this.#set({ ...this.state, problem: toProblem(error) });
    }
  };

  readonly more = async (): Promise<void> => {
    const cursor = this.state.nextCursor;
    if (!cursor) return;
    const round = ++this.#round;
    try {
      const page = await this.#load(cursor);
      if (round !== this.#round) return;
      const held = this.state.items ?? [];
      const known = new Set(held.map((item) => item.document_id));
      const added = page.items.filter((item) => !known.has(item.document_id));
      this.#set({ items: [...held, ...added], nextCursor: page.next_cursor ?? undefined });
    } catch (error) {
      if (round === this.#round) this.#set({ ...this.state, problem: toProblem(error) });
    }
  };

  remove(documentId: string): void {
    if (!this.state.items) return;
    this.#set({ ...this.state, items: this.state.items.filter((item) => item.document_id !== documentId) });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#round++;
    this.#listeners.clear();
  }

  #set(state: DocumentListState): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }
}
