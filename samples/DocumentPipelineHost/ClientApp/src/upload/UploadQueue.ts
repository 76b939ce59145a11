import { toProblem } from '../api/problem';
import { sendFile, type FileToSend, type Sending } from '../api/sendFile';
import type { UploadAnswer } from '../api/types';
import { randomId } from './randomId';
import { isUnderWay, type UploadItem } from './uploadItem';

/** How many files are sent at the same time. */
const parallel = 3;

type Send = (upload: FileToSend, onSent: (bytes: number) => void) => Sending;

/** What shall become of the files. */
export interface UploadWish {
  readonly options: Readonly<Record<string, boolean>>;
  readonly stages: readonly string[];
  readonly maxBytes: number;
}

interface Job {
  readonly file: File;
  readonly options: Readonly<Record<string, boolean>>;
  idempotencyKey: string;
  sending?: Sending;
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
  readonly #send: Send;

  constructor(send: Send = sendFile) {
    this.#send = send;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(files: readonly File[], { options, stages, maxBytes }: UploadWish): void {
    const now = Date.now();
    const added = files.map((file, position): UploadItem => {
      const pipelineId = randomId();
      const { name, size } = file;
      // In the order in which the host will list them.
      const createdAt = now + position;
      const item = { key: pipelineId, pipelineId, formerIds: [], stages, name, size, createdAt, sentBytes: 0 };
      if (file.size > maxBytes) return { ...item, phase: 'failed', refused: { limit: maxBytes } };
      this.#jobs.set(item.key, { file, options, idempotencyKey: randomId() });
      return { ...item, phase: 'queued' };
    });
    this.#replace([...this.items, ...added]);
    this.#fill();
  }

  cancel(key: string): void {
    const item = this.items.find((each) => each.key === key);
    if (!item || !isUnderWay(item)) return;
    this.#update(key, { phase: 'cancelled' });
    this.#jobs.get(key)?.sending?.abort();
    this.#fill();
  }

  /** Sends the file again. Where no answer came, under the same ids: what the host did have is not done twice. */
  retry(key: string): void {
    const item = this.items.find((each) => each.key === key);
    const job = this.#jobs.get(key);
    if (!item || !job || isUnderWay(item) || item.phase === 'accepted') return;
    const unanswered = item.phase === 'failed' && item.problem?.status === 0;
    this.#queueAgain(item, job, !unanswered);
    this.#fill();
  }

  canRetry(key: string): boolean {
    return this.#jobs.has(key);
  }

  remove(key: string): void {
    this.cancel(key);
    this.#jobs.delete(key);
    this.#replace(this.items.filter((item) => item.key !== key));
  }

  /** Stops whatever is under way; the page is left or its user changes. */
  close(): void {
    for (const job of this.#jobs.values()) job.sending?.abort();
    this.#jobs.clear();
    this.#listeners.clear();
  }

  #queueAgain({ problem: _, ...item }: UploadItem, job: Job, underNewIds: boolean): void {
    if (underNewIds) job.idempotencyKey = randomId();
    const again: UploadItem = {
      ...item,
      phase: 'queued',
      sentBytes: 0,
      pipelineId: underNewIds ? randomId() : item.pipelineId,
      formerIds: underNewIds ? [...item.formerIds, item.pipelineId] : item.formerIds,
    };
    this.#replace(this.items.map((each) => (each.key === item.key ? again : each)));
  }

  #fill(): void {
    let free = parallel - this.items.filter((item) => item.phase === 'sending').length;
    for (const item of this.items) {
      if (free <= 0) return;
      if (item.phase !== 'queued') continue;
      free--;
      void this.#run(item);
    }
  }

  async #run(item: UploadItem): Promise<void> {
    const job = this.#jobs.get(item.key);
    if (!job) return;
    this.#update(item.key, { phase: 'sending' });
    const { pipelineId } = item;
    job.sending = this.#send({ ...job, pipelineId }, (sentBytes) => this.#update(item.key, { sentBytes }, pipelineId));
    try {
      const answer = await job.sending.answer;
      this.#update(item.key, { phase: 'accepted', answer, sentBytes: item.size }, pipelineId);
      // The bytes are the host's now; the browser may let go of the file.
      this.#jobs.delete(item.key);
      this.onAccepted(answer);
    } catch (error) {
      this.#failed(item, job, error);
    }
    this.#fill();
  }

  #failed(item: UploadItem, job: Job, error: unknown): void {
    // An abort is the person's own: `cancel` has already said so.
    if (error instanceof DOMException && error.name === 'AbortError') return;
    const problem = toProblem(error);
    // The sending that broke off without an answer had begun a pipeline of this id: that one stays as it ended.
    if (problem.code === 'pipeline_exists' && item.formerIds.length === 0) this.#queueAgain(item, job, true);
    else this.#update(item.key, { phase: 'failed', problem }, item.pipelineId);
  }

  /** `attempt` guards against a late word of an earlier sending of the same file. */
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
