import { getDocument, listDocuments } from '../api/calls';
import { toProblem } from '../api/problem';
import type { DocumentItem, DocumentPage } from '../api/types';
import type { PipelineState } from '../pipeline/types';
import { withItem, withPage, type DocumentListState } from './documentPages';

/** Several changes within this time are one request, in milliseconds. */
const gather = 250;

/**
 * Documents that changed are read after this time, and while very many are under way after the longer one: their cards
 * have the live states. A few are read one by one, more of them with the pages of the list that they stand in, and so
 * many of what is left at once.
 */
const changeGather = 1000;
const crowdGather = 30_000;
const fewChanges = 3;
const mostAtOnce = 25;

/** What could not be read is asked for again after this time. */
const againAfter = 5000;

/** A host that answers nothing for so long, in milliseconds, is asked again: its connection may be lost unnoticed. */
const answerWithin = 60_000;

/** So many pages are read at most to reach the documents that the list had. */
const mostGapPages = 20;

/** The user's documents, newest first, shared by the pages. The list is replaced on each change. */
export class DocumentList {
  state: DocumentListState = {};
  readonly #listeners = new Set<() => void>();
  readonly #load: (cursor?: string) => Promise<DocumentPage>;
  readonly #loadOne: (id: string) => Promise<DocumentItem>;
  /** What is to be read, with the end of a run that is the reason. */
  #changed = new Map<string, string | undefined>();
  /** The ends that the list knows. */
  readonly #ends = new Map<string, string>();
  #reading: ReadonlyMap<string, string | undefined> | undefined;
  #reloads: Promise<unknown> | undefined;
  #changeTimer: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the planned refresh is due, in milliseconds. */
  #refreshAt = 0;
  /** When the newest document was made up to which the list has no gap; undefined before the first page. */
  #top: string | undefined;
  #isReaching = false;
  #reachAgainAt = 0;
  #round = 0;
  #closed = false;
  #crowded = false;
  #failed: (() => Promise<unknown>) | undefined;

  constructor(
    load: (cursor?: string) => Promise<DocumentPage> = (at) => listDocuments(at, AbortSignal.timeout(answerWithin)),
    loadOne: (id: string) => Promise<DocumentItem> = (id) => getDocument(id, AbortSignal.timeout(answerWithin)),
  ) {
    this.#load = load;
    this.#loadOne = loadOne;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads the newest page again soon, or after that time; further pages that were read stay. */
  readonly refresh = (afterMs = gather): void => {
    const at = Date.now() + afterMs;
    if (this.#timer !== undefined && this.#refreshAt <= at) return;
    clearTimeout(this.#timer);
    this.#refreshAt = at;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.reload();
    }, afterMs);
  };

  /** That document is another than the list knows, or a new one: it is read soon. */
  readonly changed = (documentId: string): void => {
    this.#changed.set(documentId, this.#changed.get(documentId));
    this.#readSoon(changeGather);
  };

  /** A run of that document has ended: the list's data of it (summary, index, pages) changed once with that. */
  ended(documentId: string, { pipeline_id: id, epoch, version }: PipelineState): void {
    const end = `${id} ${epoch} ${version}`;
    if ([this.#ends, this.#changed, this.#reading].some((known) => known?.get(documentId) === end)) return;
    this.#changed.set(documentId, end);
    this.#readSoon(changeGather);
  }

  /** Whether very many documents are under way: their changes are read together. */
  set crowded(crowded: boolean) {
    if (crowded === this.#crowded) return;
    this.#crowded = crowded;
    if (crowded || this.#changeTimer === undefined) return;
    clearTimeout(this.#changeTimer);
    this.#changeTimer = undefined;
    this.#readSoon(changeGather);
  }

  #readSoon(afterMs: number): void {
    if (this.#reading || this.#closed) return;
    this.#changeTimer ??= setTimeout(() => {
      this.#changeTimer = undefined;
      void this.#readChanged();
    }, this.#crowded ? Math.max(crowdGather, afterMs) : afterMs);
  }

  /** One reading at a time; what could not be read, or what another answer may have overwritten, is read again. */
  async #readChanged(): Promise<void> {
    const wanted = (this.#reading = this.#changed);
    this.#changed = new Map();
    const left = await this.#readAll([...wanted.keys()]);
    this.#reading = undefined;
    for (const [id, end] of wanted) {
      if (left.has(id)) this.#changed.set(id, this.#changed.get(id) ?? end);
      else if (end !== undefined) this.#ends.set(id, end);
    }
    if (this.#changed.size > 0) this.#readSoon(left.size > 0 ? againAfter : changeGather);
  }

  /** Those that were not read. */
  async #readAll(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const left = new Set(ids);
    // A list that was asked for before may answer later, with less.
    await this.#reloads;
    if (ids.length > fewChanges && !(await this.#readPages(left))) return left;
    for (let part = [...left]; part.length > 0; part = part.slice(mostAtOnce)) {
      const read = await Promise.all(
        part.slice(0, mostAtOnce).map(async (id) => [id, await this.#reread(id)] as const),
      );
      for (const [id, isRead] of read) if (isRead) left.delete(id);
      if (!read.some(([, isRead]) => isRead)) break;
    }
    return left;
  }

  /** Page after page, while they have any of those; false where the newest could not be read. */
  async #readPages(left: Set<string>): Promise<boolean> {
    const pages = await this.reload();
    for (let read = pages; read; ) {
      const before = left.size;
      for (const { document_id: id } of read.flatMap(({ items }) => items)) left.delete(id);
      if (left.size <= fewChanges || left.size === before) break;
      const page = await this.#readFurther(read.at(-1)?.next_cursor);
      read = page && [page];
    }
    return pages !== undefined;
  }

  /** The page of that cursor, once it was taken; undefined where there is none, it failed, or a newer list came. */
  async #readFurther(cursor: string | null | undefined): Promise<DocumentPage | undefined> {
    if (!cursor) return undefined;
    const round = this.#round;
    const page = await this.#load(cursor).catch(() => undefined);
    if (!page || !this.state.items || round !== this.#round) return undefined;
    this.#set(withPage(this.state, page, false));
    return page;
  }

  /** False where it should be read again. */
  async #reread(id: string): Promise<boolean> {
    const round = this.#round;
    try {
      const item = await this.#loadOne(id);
      if (!this.state.items || round !== this.#round) return false;
      this.#set({ ...this.state, items: withItem(this.state.items, id, item) });
      return true;
    } catch (error) {
      const { status } = toProblem(error);
      // One that was deleted meanwhile is not there the next time either.
      return ![0, 401, 408, 429].includes(status) && status < 500;
    }
  }

  /**
   * The newest page, once it was taken, and those up to what the list had; undefined where it failed or a newer request
   * took its place.
   */
  readonly reload = (): Promise<readonly DocumentPage[] | undefined> => {
    const reload = this.#readNewest();
    this.#reloads = reload;
    return reload;
  };

  async #readNewest(): Promise<readonly DocumentPage[] | undefined> {
    const round = ++this.#round;
    try {
      const page = await this.#load();
      if (round !== this.#round) return undefined;
      this.#set(withPage(this.state, page, true));
      return [page, ...(await this.#readGap(page))];
    } catch (error) {
      if (round === this.#round) this.#fail(this.reload, error);
      return undefined;
    }
  }

  /** More documents came than a page holds: page after page, up to those that the list had. */
  async #readGap(newest: DocumentPage): Promise<readonly DocumentPage[]> {
    const pages: DocumentPage[] = [];
    const top = this.#top;
    let page: DocumentPage | undefined = newest;
    while (page?.next_cursor && top !== undefined && (page.items.at(-1)?.created_at ?? '') > top) {
      if (pages.length === mostGapPages) {
        this.#cutAfter(page);
        break;
      }
      page = await this.#readFurther(page.next_cursor);
      if (page) pages.push(page);
    }
    // What failed, or was overtaken, is read with the next reload.
    if (page) this.#top = newest.items[0]?.created_at ?? '';
    return pages;
  }

  /** What was made since that time is read too, page after page: call it again until the list has it. */
  readonly reach = (since: number): Promise<unknown> => {
    // Not beside a reading of what changed, which is newer.
    if (this.#isReaching || this.#reading || Date.now() < this.#reachAgainAt) return Promise.resolve();
    const reached = this.#readSince(since);
    this.#reloads = Promise.all([this.#reloads, reached]);
    return reached;
  };

  async #readSince(since: number): Promise<void> {
    this.#isReaching = true;
    for (let pages = 0; pages < mostGapPages && this.#endsAfter(since); pages++) {
      if (await this.#readFurther(this.state.nextCursor)) continue;
      this.#reachAgainAt = Date.now() + againAfter;
      break;
    }
    this.#isReaching = false;
  }

  #endsAfter(since: number): boolean {
    const { items, nextCursor } = this.state;
    return nextCursor !== undefined && Date.parse(items?.at(-1)?.created_at ?? '') > since;
  }

  /** The list ends with that page: what is older is asked for again. */
  #cutAfter({ items, next_cursor: nextCursor }: DocumentPage): void {
    const oldest = items.at(-1)?.created_at ?? '';
    const held = (this.state.items ?? []).filter((item) => item.created_at >= oldest);
    this.#set({ items: held, nextCursor: nextCursor ?? undefined });
  }

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
      if (round === this.#round) this.#fail(this.more, error);
    }
  };

  /** Asks again for what failed last. */
  readonly retry = (): Promise<unknown> => (this.#failed ?? this.reload)();

  remove(documentId: string): void {
    this.#changed.delete(documentId);
    if (!this.state.items) return;
    this.#set({ ...this.state, items: this.state.items.filter((item) => item.document_id !== documentId) });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#changeTimer);
    this.#round++;
    this.#listeners.clear();
  }

  #fail(what: () => Promise<unknown>, error: unknown): void {
    this.#failed = what;
    this.#set({ ...this.state, problem: toProblem(error) });
  }

  #set(state: DocumentListState): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }
}
