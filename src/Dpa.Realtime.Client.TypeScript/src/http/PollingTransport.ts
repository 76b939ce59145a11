import { backoffDelay } from '../connection/backoff.js';
import { isObject, isText, type Json } from '../protocol/json.js';
import { readFrame } from '../protocol/parseFrame.js';
import type { FallbackEvents } from './HttpFallback.js';
import type { HttpOptions } from './HttpOptions.js';
import { retryAfterMs } from './retryAfter.js';

/** What polling asks and tells. */
export type PollingEvents = Pick<FallbackEvents, 'positions' | 'wantsMine' | 'frame' | 'refused' | 'changed'>;

/** How many pipelines go into one request; a server takes at least so many unless it is configured otherwise. */
const maxIds = 500;

/** One request for all that is watched, every two seconds (protocol section 9). */
export class PollingTransport {
  readonly #options: HttpOptions;
  readonly #events: PollingEvents;
  /** Counts the starts: an answer to an earlier one does not go on polling. */
  #run = 0;
  #running = false;
  #cancelNext = (): void => {};
  #failures = 0;
  /** The last answer was 401 or 403. */
  #refused = false;
  #trouble: string | undefined;

  constructor(options: HttpOptions, events: PollingEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** Why the last request brought nothing: `unreachable`, `bad_answer` (no JSON of ours) or `refused_<status>`. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#failures = 0;
    this.#refused = false;
    this.#trouble = undefined;
    void this.#poll(++this.#run);
  }

  stop(): void {
    this.#running = false;
    this.#cancelNext();
  }

  async #poll(run: number): Promise<void> {
    const { platform, pollIntervalMs, backoff } = this.#options;
    let trouble: string | undefined;
    let asked = 0;
    for (const [path, positions] of this.#requests()) {
      try {
        trouble = await this.#options.requests.ask(this.#options, path, { positions }, async (response) => {
          asked = Math.max(asked, retryAfterMs(response.headers.get('retry-after'), platform.now()));
          if (run === this.#run && this.#running) this.#judge(response.status);
          return response.ok ? this.#take(await response.json().catch(() => undefined)) : `refused_${response.status}`;
        });
      } catch {
        trouble = 'unreachable';
      }
      if (trouble) break;
    }
    if (!this.#running || run !== this.#run) return;
    this.#failures = trouble ? this.#failures + 1 : 0;
    const pause = trouble ? backoffDelay(this.#failures, platform.random(), backoff) : 0;
    this.#cancelNext = platform.delay(() => void this.#poll(run), Math.max(pollIntervalMs, asked, pause));
    this.#trouble = trouble;
    this.#events.changed();
  }

  #take(answer: unknown): string | undefined {
    const { pipelines, not_found: absent = [], errors = [] } = isObject(answer) ? answer : ({} as Json);
    if (!Array.isArray(pipelines)) return 'bad_answer';
    for (const state of pipelines) this.#events.frame(readFrame(isObject(state) && { ...state, type: 'pipeline_progress' }));
    this.#tell(absent, 'not_found', '');
    for (const error of Array.isArray(errors) ? errors.filter(isObject) : []) {
      if (isText(error['code'])) this.#tell(error['pipeline_ids'], error['code'], isText(error['message']) ? error['message'] : '');
    }
    return undefined;
  }

  /** An error that names a pipeline concerns that one only; the others were answered. */
  #tell(ids: unknown, code: string, message: string): void {
    for (const pipeline_id of Array.isArray(ids) ? ids.filter(isText) : []) this.#events.frame({ type: 'error', code, message, pipeline_id });
  }

  /** What is to be asked: all that is watched, and, with the first, what else the user has under way. */
  #requests(): (readonly [path: string, positions: object])[] {
    const all = Object.entries(this.#events.positions());
    const mine = this.#events.wantsMine();
    const batches = Array.from({ length: Math.max(mine ? 1 : 0, Math.ceil(all.length / maxIds)) }, (_, at) => all.slice(at * maxIds, (at + 1) * maxIds));
    return batches.map((batch, at) => [mine && at === 0 ? 'progress?user=me' : 'progress', Object.fromEntries(batch)]);
  }

  /** A 401 or a 403 is asked again once, with fresh headers; a second one is an answer. */
  #judge(status: number): void {
    const refused = status === 401 || status === 403;
    if (refused && this.#refused) this.#events.refused(status === 401 ? 'unauthorized' : 'forbidden');
    this.#refused = refused;
  }
}
