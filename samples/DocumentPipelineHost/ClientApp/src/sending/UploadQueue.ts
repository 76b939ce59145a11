import { createBatch } from '../api/calls';
import { toProblem, type Problem } from '../api/problem';
import { keptBytes, removeUpload, sendFile, type FileToSend, type Sending, type SendingEvents } from '../api/sendFile';
import type { UploadAnswer } from '../api/types';
import { randomId } from '../session/randomId';
import { newItem, type UploadWish } from './newItem';
import { isTransient, retryDelay } from './retryDelay';
import { isOpen, isSameFile, isUnderWay, withoutProblem, type UploadItem } from './uploadItem';

/** How many files are sent at the same time. */
const parallel = 3;

/** What the queue needs of the host. */
export interface UploadWire {
  readonly send: (upload: FileToSend, events: SendingEvents) => Sending;
  readonly keptBytes: (url: string) => Promise<number>;
  readonly remove: (url: string) => Promise<void>;
  /** Creates a batch that so many files will join; its id. */
  readonly createBatch: (name: string, count: number, options: Readonly<Record<string, boolean>>) => Promise<string>;
}

const hostWire: UploadWire = { send: sendFile, keptBytes, remove: removeUpload, createBatch };

interface Job {
  readonly file: File;
  /** Its batch is being created. */
  waits?: boolean;
  failures: number;
  sending?: Sending;
  timer?: ReturnType<typeof setTimeout>;
}

/**
 * The files of this page, sent at most three at a time. It outlives the upload tab, so that uploads go on while
 * another one is read. Read it by `subscribe` and `items`; the list is replaced on each change.
 */
export class UploadQueue {
  items: readonly UploadItem[] = [];
  /** Called when a document was accepted. */
  onAccepted: (answer: UploadAnswer) => void = () => undefined;
  readonly #jobs = new Map<string, Job>();
  readonly #listeners = new Set<() => void>();
  readonly #wire: UploadWire;

  constructor(wire: UploadWire = hostWire) {
    this.#wire = wire;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Adds files; one that an upload waits for continues it. More than one new file make a batch. */
  add(files: readonly File[], wish: UploadWish): void {
    const fresh = files.filter((file) => {
      const waiting = this.items.find((item) => item.phase === 'reselect' && isSameFile(item, file));
      return !waiting || !this.reselect(waiting.key, file);
    });
    const now = Date.now();
    // In the order in which the host will list them.
    const added = fresh.map((file, position) => newItem(file, wish, now + position));
    const sendable = added.filter((item) => item.phase === 'queued');
    const inBatch = sendable.length > 1 && wish.batchName !== undefined;
    added.forEach((item, position) => {
      const file = fresh[position];
      if (file && item.phase === 'queued') this.#jobs.set(item.key, { file, waits: inBatch, failures: 0 });
    });
    this.#replace([...this.items, ...added]);
    if (inBatch) void this.#joinBatch(sendable, wish.batchName ?? '', wish.options);
    this.#fill();
  }

  /** Takes up what an earlier page of this browser left: its files have to be chosen again. */
  restore(kept: readonly UploadItem[]): void {
    const known = new Set(this.items.map((item) => item.key));
    const back = kept
      .filter((item) => !known.has(item.key))
      .map((item): UploadItem => (isOpen(item) ? { ...item, phase: 'reselect' } : item));
    this.#replace([...back, ...this.items]);
    for (const item of back) if (item.phase === 'reselect' && item.url) void this.#readKept(item.key, item.url);
  }

  pause(key: string): void {
    const item = this.#find(key);
    if (!item || !isUnderWay(item)) return;
    this.#update(key, { phase: 'paused' });
    this.#halt(key);
    this.#fill();
  }

  /** Goes on with a paused one, or at once with one that waits for the network. */
  resume(key: string): void {
    const item = this.#find(key);
    if (!item || (item.phase !== 'paused' && item.phase !== 'offline')) return;
    this.#halt(key);
    this.#queue(key, { phase: 'queued' });
  }

  /** Everything that waits for the network tries again now. */
  readonly wake = (): void => {
    for (const item of this.items) if (item.phase === 'offline') this.resume(item.key);
  };

  /** Gives an upload its file back after a reload; false where it is another file. */
  reselect(key: string, file: File): boolean {
    const item = this.#find(key);
    if (!item || item.phase !== 'reselect' || !isSameFile(item, file)) return false;
    this.#jobs.set(key, { file, failures: 0 });
    this.#queue(key, { phase: 'queued' });
    return true;
  }

  cancel(key: string): void {
    const item = this.#find(key);
    if (!item || !isOpen(item)) return;
    this.#update(key, { phase: 'cancelled' });
    this.#halt(key);
    // Where it cannot be removed now, it expires.
    if (item.url) void this.#wire.remove(item.url).catch(() => undefined);
    this.#fill();
  }

  /**
   * Sends a file that failed or was cancelled again, from its beginning, under a new id and in no batch. One that
   * failed through no fault of its upload (signed out, an error of the host) goes on where it was.
   */
  retry(key: string): void {
    const item = this.#find(key);
    const job = this.#jobs.get(key);
    if (!item || !job || !this.canRetry(key)) return;
    job.failures = 0;
    const status = item.problem?.status ?? 0;
    if (item.phase === 'failed' && item.url && (status === 401 || status >= 500)) this.#queue(key, { phase: 'queued' });
    else this.#again(item, [...item.formerIds, item.pipelineId]);
    this.#fill();
  }

  /** Whether `retry` would send it once more: the host did not take it, and the file is at hand. */
  canRetry(key: string): boolean {
    const item = this.#find(key);
    return item !== undefined && !isOpen(item) && item.phase !== 'accepted' && this.#jobs.has(key);
  }

  /** Whether the host had its bytes already, and the file is at hand, so that it can be kept beside that document. */
  canKeepBoth(key: string): boolean {
    return this.#find(key)?.answer?.status === 'exists' && this.#jobs.has(key);
  }

  /** Sends a file whose bytes the host had already once more: it becomes a document of its own beside that one. */
  keepBoth(key: string): void {
    const item = this.#find(key);
    if (!item || !this.canKeepBoth(key)) return;
    // What was asked for beyond the upload runs under its id for the document that was there: that one's card shows it.
    const runs = item.answer?.processing_pipeline?.pipeline_id === item.pipelineId;
    this.#again({ ...item, keepBoth: true }, runs ? item.formerIds : [...item.formerIds, item.pipelineId]);
    this.#fill();
  }

  remove(key: string): void {
    this.cancel(key);
    this.#jobs.delete(key);
    this.#replace(this.items.filter((item) => item.key !== key));
  }

  /** Stops whatever is under way; the page is left or its user changes. */
  close(): void {
    for (const key of this.#jobs.keys()) this.#halt(key);
    this.#jobs.clear();
    this.#listeners.clear();
  }

  #find(key: string): UploadItem | undefined {
    return this.items.find((item) => item.key === key);
  }

  #halt(key: string): void {
    const job = this.#jobs.get(key);
    clearTimeout(job?.timer);
    job?.sending?.stop();
  }

  #queue(key: string, change: Partial<UploadItem>): void {
    this.#replace(this.items.map((item) => (item.key === key ? { ...withoutProblem(item), ...change } : item)));
    this.#fill();
  }

  /** Its former pipeline has its place in the batch for good, so the new one is on its own. */
  #again(item: UploadItem, formerIds: readonly string[]): void {
    const { url: _, batchId: __, answer: ___, ...rest } = withoutProblem(item);
    const again: UploadItem = {
      ...rest,
      phase: 'queued',
      sentBytes: 0,
      pipelineId: randomId(),
      formerIds,
    };
    this.#replace(this.items.map((each) => (each.key === item.key ? again : each)));
  }

  async #joinBatch(items: readonly UploadItem[], name: string, options: UploadWish['options']): Promise<void> {
    // A batch that cannot be created holds no file back: they are sent on their own.
    const batchId = await this.#wire.createBatch(name, items.length, options).catch(() => undefined);
    const keys = new Set(items.map(({ key }) => key));
    for (const key of keys) {
      const job = this.#jobs.get(key);
      if (job) job.waits = false;
    }
    if (batchId) this.#replace(this.items.map((item) => (keys.has(item.key) ? { ...item, batchId } : item)));
    this.#fill();
  }

  async #readKept(key: string, url: string): Promise<void> {
    try {
      const sentBytes = await this.#wire.keptBytes(url);
      if (this.#find(key)?.phase === 'reselect') this.#update(key, { sentBytes });
    } catch {
      // It expired, or the host is unavailable: sending shows which.
    }
  }

  #fill(): void {
    let free = parallel - this.items.filter((item) => item.phase === 'sending').length;
    for (const item of this.items) {
      if (free <= 0) return;
      if (item.phase !== 'queued' || this.#jobs.get(item.key)?.waits) continue;
      free--;
      void this.#run(item);
    }
  }

  async #run(item: UploadItem): Promise<void> {
    const job = this.#jobs.get(item.key);
    if (!job) return;
    this.#update(item.key, { phase: 'sending' });
    const { pipelineId, options, url, batchId, keepBoth } = item;
    const where = { ...(url ? { url } : {}), ...(batchId ? { batchId } : {}), ...(keepBoth ? { keepBoth } : {}) };
    // Not about the files of a batch, nor about what an earlier sending of this file may have stored.
    const asks = !batchId && item.formerIds.length === 0;
    const sending = this.#wire.send(
      { file: job.file, pipelineId, options, asks, ...where },
      {
        onSent: (sentBytes) => this.#update(item.key, { sentBytes }, pipelineId),
        onUrl: (given) => this.#update(item.key, { url: given }, pipelineId),
      },
    );
    job.sending = sending;
    try {
      const answer = await sending.answer;
      this.#update(item.key, { phase: 'accepted', answer, sentBytes: item.size }, pipelineId);
      // The bytes are the host's now; the browser may let go of a file that need not be sent as another document.
      if (answer.status !== 'exists') this.#jobs.delete(item.key);
      this.onAccepted(answer);
    } catch (error) {
      // An abort is the person's own: `pause` or `cancel` has already reported it.
      if (!(error instanceof DOMException && error.name === 'AbortError'))
        this.#failed(item.key, job, toProblem(error));
    }
    this.#fill();
  }

  #failed(key: string, job: Job, problem: Problem): void {
    const item = this.#find(key);
    if (item?.phase !== 'sending') return;
    if (isTransient(problem)) {
      job.failures++;
      this.#update(key, { phase: 'offline', problem });
      job.timer = setTimeout(() => this.resume(key), retryDelay(job.failures));
      return;
    }
    // The host no longer has the beginning of it, has no place in the batch, or had begun a pipeline of this id without
    // an answer: from the start.
    const gone = (problem.status === 404 || problem.status === 410) && item.url !== undefined;
    const late = problem.code === 'batch_full' && item.batchId !== undefined;
    if ((gone || late || problem.code === 'pipeline_exists') && item.formerIds.length < 3)
      this.#again(item, [...item.formerIds, item.pipelineId]);
    else this.#update(key, { phase: 'failed', problem });
  }

  /** `attempt` guards against a late report of an earlier sending of the same file. */
  #update(key: string, change: Partial<UploadItem>, attempt?: string): void {
    this.#replace(
      this.items.map((item) =>
        item.key === key && (attempt === undefined || (item.pipelineId === attempt && item.phase === 'sending'))
          ? { ...item, ...change }
          : item,
      ),
    );
  }

  #replace(items: readonly UploadItem[]): void {
    this.items = items;
    for (const listener of this.#listeners) listener();
  }
}
