import { forgetUsers, ownName } from '../session/ownStorage';
import { isOpen, type UploadItem } from './uploadItem';

const prefix = 'dpa.uploads.';

/** Set for a moment to notify the other tabs that everything is forgotten; not a user's key, as those have a slash. */
const forgetting = `${prefix}forget`;

/** At most one writing within this time, in milliseconds: each is synchronous, and progress is reported often. */
const rest = 1000;

/** An upload as this browser remembers it over a reload, with the tab that has it. */
interface Kept {
  readonly tab: string;
  readonly items: readonly UploadItem[];
}

/** Whether a tab is still there, by the lock that it holds while it lives. */
async function livingTabs(): Promise<ReadonlySet<string>> {
  const held = (await navigator.locks?.query().catch(() => undefined))?.held ?? [];
  return new Set(held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
}

/**
 * The uploads of a user that are not done, kept in this browser: after a reload, or in the next tab after this one was
 * closed, they are there again. Each tab writes only its own; those of tabs that are gone are taken over.
 */
export class KeptUploads {
  static readonly #open = new Set<KeptUploads>();
  readonly #key: string;
  readonly #tab: string;
  #release: () => void = () => undefined;
  #closed = false;
  #next: readonly UploadItem[] | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(userId: string, tab: string) {
    this.#key = ownName(prefix, userId);
    this.#tab = tab;
    void navigator.locks
      ?.request(`${prefix}${tab}`, () => new Promise<void>((resolve) => (this.#release = resolve)))
      .catch(() => undefined);
    KeptUploads.#open.add(this);
    addEventListener('pagehide', this.#flush);
    addEventListener('storage', this.#onStorage);
  }

  /**
   * Hands over what closed tabs left, oldest first. Their entries are removed once `take` has them; nothing is touched
   * if this object was closed meanwhile.
   */
  async adopt(take: (items: readonly UploadItem[]) => void): Promise<void> {
    const living = await livingTabs();
    if (this.#closed) return;
    const adopted: UploadItem[] = [];
    const left: string[] = [];
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(this.#key)) continue;
      const kept = read(name);
      if (kept && (kept.tab === this.#tab || living.has(kept.tab))) continue;
      left.push(name);
      if (kept) adopted.push(...kept.items);
    }
    if (adopted.length > 0) take(adopted.sort((a, b) => a.createdAt - b.createdAt));
    this.#flush();
    for (const name of left) localStorage.removeItem(name);
  }

  /** Keeps what is not done, and what failed until it is dismissed: at once after a rest, else at the end of it. */
  keep(items: readonly UploadItem[]): void {
    if (this.#closed) return;
    this.#next = items;
    if (this.#timer === undefined) this.#writeAndRest();
  }

  /** Keeps what it was given last; nothing afterwards. */
  close(): void {
    this.#flush();
    this.#end();
    this.#release();
  }

  /** Writes nothing from here on; its tab lives on. */
  #end(): void {
    clearTimeout(this.#timer);
    removeEventListener('pagehide', this.#flush);
    removeEventListener('storage', this.#onStorage);
    KeptUploads.#open.delete(this);
    this.#next = undefined;
    this.#closed = true;
  }

  readonly #onStorage = ({ key, newValue }: StorageEvent): void => {
    if (key !== forgetting || newValue === null) return;
    this.#end();
    localStorage.removeItem(this.#key + this.#tab);
  };

  #writeAndRest(): void {
    this.#flush();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#next) this.#writeAndRest();
    }, rest);
  }

  readonly #flush = (): void => {
    if (this.#next) this.#write(this.#next);
    this.#next = undefined;
  };

  #write(items: readonly UploadItem[]): void {
    const open = items.filter((item) => isOpen(item) || item.phase === 'failed');
    const name = this.#key + this.#tab;
    try {
      if (open.length === 0) localStorage.removeItem(name);
      else localStorage.setItem(name, JSON.stringify({ tab: this.#tab, items: open } satisfies Kept));
    } catch {
      // Storage is full or closed to the page: a reload then forgets them.
    }
  }

  /**
   * Forgets the uploads of all users, in all tabs, and everything else that is kept about them. Open objects keep
   * nothing more: the next person at this browser sees none of it. With `but`, that user's data stays.
   */
  static forget(but?: string): void {
    const stays = but === undefined ? undefined : ownName(prefix, but);
    for (const kept of KeptUploads.#open) if (kept.#key !== stays) kept.#end();
    try {
      if (but === undefined) localStorage.setItem(forgetting, '1');
    } catch {
      // Storage is full or closed to the page: the other tabs are not notified.
    }
    forgetUsers(but);
  }
}

function read(name: string): Kept | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? '') as Kept;
    return Array.isArray(kept.items) ? kept : undefined;
  } catch {
    return undefined;
  }
}
