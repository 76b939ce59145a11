import { backoffDelay } from '../connection/backoff.js';
import { isObject, isText, type Json } from '../protocol/json.js';
import { readFrame } from '../protocol/parseFrame.js';
import type { FallbackEvents } from './HttpFallback.js';
import type { HttpOptions } from './HttpOptions.js';
import { post } from './post.js';
import { retryAfterMs } from './retryAfter.js';

/** What polling asks and tells. */
export type PollingEvents = Pick<FallbackEvents, 'positions' | 'frame' | 'refused' | 'changed'>;

/** One request for all that is watched, every two seconds (protocol section 9). */
export class PollingTransport {
  readonly #options: HttpOptions;
  readonly #events: PollingEvents;
  /** Counts the starts: an answer to an earlier one does not go on polling. */
  #run = 0;
  #running = false;
  #cancelNext = (): void => {};
  #failures = 0;
  #unauthorized = false;
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
    this.#unauthorized = false;
    void this.#poll(++this.#run);
  }

  stop(): void {
    this.#running = false;
    this.#cancelNext();
  }

  async #poll(run: number): Promise<void> {
    const { platform, pollIntervalMs, backoff } = this.#options;
    const positions = this.#events.positions();
    let trouble: string | undefined;
    let asked = 0;
    if (Object.keys(positions).length > 0) {
      try {
        const response = await post(this.#options, 'progress', { positions }, 'application/json');
        asked = retryAfterMs(response.headers.get('retry-after'), platform.now());
        if (response.ok) trouble = this.#take(await response.json().catch(() => undefined));
        else trouble = `refused_${response.status}`;
        if (run === this.#run && this.#running) this.#judge(response.status);
      } catch {
        trouble = 'unreachable';
      }
    }
    if (!this.#running || run !== this.#run) return;
    this.#failures = trouble ? this.#failures + 1 : 0;
    const pause = trouble ? backoffDelay(this.#failures, platform.random(), backoff) : 0;
    this.#cancelNext = platform.delay(() => void this.#poll(run), Math.max(pollIntervalMs, asked, pause));
    this.#trouble = trouble;
    this.#events.changed();
  }

  #take(answer: unknown): string | undefined {
    const { pipelines, not_found: absent = [] } = isObject(answer) ? answer : ({} as Json);
    if (!Array.isArray(pipelines)) return 'bad_answer';
    for (const state of pipelines) this.#events.frame(readFrame(isObject(state) && { ...state, type: 'pipeline_progress' }));
    for (const pipeline_id of Array.isArray(absent) ? absent.filter(isText) : []) {
      this.#events.frame({ type: 'error', code: 'not_found', message: '', pipeline_id });
    }
    return undefined;
  }

  /** A 401 is asked again once, with fresh headers; a second one, or a 403, is an answer. */
  #judge(status: number): void {
    if (status === 403) this.#events.refused('forbidden');
    else if (status === 401 && this.#unauthorized) this.#events.refused('unauthorized');
    this.#unauthorized = status === 401;
  }
}
