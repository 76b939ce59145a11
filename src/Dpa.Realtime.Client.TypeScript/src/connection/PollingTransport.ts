import { isObject, isText, readList } from '../protocol/json.js';
import { parseState } from '../protocol/parseState.js';
import type { Position } from '../protocol/Position.js';
import type { PipelineFrame } from '../protocol/ServerFrame.js';
import { progressUrl } from './address.js';
import { backoffDelay } from './backoff.js';
import { headersOf, type HttpOptions } from './HttpOptions.js';
import { retryAfterMs } from './retryAfter.js';

/** What polling asks and tells. */
export interface PollingEvents {
  /** All that is watched, each with the position that is held. */
  positions(): Readonly<Record<string, Position | null>>;
  states(frames: readonly PipelineFrame[]): void;
  absent(pipelineIds: readonly string[]): void;
  /** 401 (twice in a row) or 403. */
  refused(reason: 'unauthorized' | 'forbidden'): void;
}

/** One request for all that is watched, every two seconds (protocol section 8). */
export class PollingTransport {
  readonly #options: HttpOptions;
  readonly #events: PollingEvents;
  /** Counts the starts: an answer to an earlier one does not go on polling. */
  #run = 0;
  #running = false;
  #cancelNext = (): void => {};
  #failures = 0;
  #unauthorized = false;

  constructor(options: HttpOptions, events: PollingEvents) {
    this.#options = options;
    this.#events = events;
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
    let pauseMs = 0;
    try {
      pauseMs = await this.#ask(run);
    } catch {
      // No network, or no JSON: the connection's status says so already.
      pauseMs = backoffDelay(++this.#failures, platform.random(), backoff);
    }
    if (!this.#running || run !== this.#run) return;
    this.#cancelNext = platform.delay(() => void this.#poll(run), Math.max(pollIntervalMs, pauseMs));
  }

  /** Asks once; gives how long the server wants to be left alone, in milliseconds. */
  async #ask(run: number): Promise<number> {
    const { platform, baseUrl } = this.#options;
    const positions = this.#events.positions();
    if (Object.keys(positions).length === 0) return 0;
    const response = await platform.fetch(progressUrl(baseUrl), {
      method: 'POST',
      headers: await headersOf(this.#options, 'application/json'),
      body: JSON.stringify({ positions }),
      credentials: 'include',
    });
    const asked = retryAfterMs(response.headers.get('retry-after'), platform.now());
    if (response.ok) {
      this.#take(await response.json());
      this.#failures = 0;
      this.#unauthorized = false;
      return asked;
    }
    if (run === this.#run && this.#running) this.#refuse(response.status);
    return Math.max(asked, backoffDelay(++this.#failures, platform.random(), this.#options.backoff));
  }

  #take(answer: unknown): void {
    if (!isObject(answer)) return;
    this.#events.states(readList(answer['pipelines'], parseState) ?? []);
    const absent = answer['not_found'];
    if (Array.isArray(absent)) this.#events.absent(absent.filter(isText));
  }

  /** A 401 is asked again once, with fresh headers; a second one, or a 403, is an answer. */
  #refuse(status: number): void {
    if (status === 403) this.#events.refused('forbidden');
    if (status !== 401) return;
    if (this.#unauthorized) this.#events.refused('unauthorized');
    this.#unauthorized = true;
  }
}
