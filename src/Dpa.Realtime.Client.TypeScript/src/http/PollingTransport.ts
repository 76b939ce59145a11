import { backoffDelay } from '../connection/backoff.js';
import type { StandInEvents } from '../connection/StandIn.js';
import { isObject, isText, type Json } from '../protocol/json.js';
import { readFrame } from '../protocol/parseFrame.js';
import type { HttpOptions } from './HttpOptions.js';
import { retryAfterMs } from './retryAfter.js';

/** What polling requests from its owner and reports to it. */
export type PollingEvents = Omit<StandInEvents, 'up' | 'down' | 'back'>;

/** One request every two seconds for all watched pipelines (docs/protocol.md#the-same-state-over-http). */
export class PollingTransport {
  readonly #options: HttpOptions;
  readonly #events: PollingEvents;
  readonly #reached: (isReached: boolean) => void;
  /** Counts the starts: an answer to an earlier start does not continue the polling. */
  #run = 0;
  #running = false;
  #cancelNext = (): void => {};
  #failures = 0;
  /** The last answer was 401 or 403. */
  #refused = false;
  #isAnswered = false;
  #trouble: string | undefined;
  #nextAt: number | undefined;

  /**
   * @param reached Whether a request reached the server. Not reached: no answer, or one of 500 and above, such as a
   * proxy's that reaches nobody itself; one that names a time is the server's, which is full or stops.
   */
  constructor(options: HttpOptions, events: PollingEvents, reached: (isReached: boolean) => void) {
    this.#options = options;
    this.#events = events;
    this.#reached = reached;
  }

  /** A poll since the start was answered. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Why the last request delivered nothing: `unreachable`, `bad_answer` (unreadable JSON) or `refused_<status>`. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** When it asks again, in milliseconds since 1970. */
  get nextAt(): number | undefined {
    return this.#nextAt;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#failures = 0;
    this.#refused = this.#isAnswered = false;
    this.#trouble = this.#nextAt = undefined;
    void this.#poll(++this.#run);
  }

  stop(): void {
    this.#running = false;
    this.#cancelNext();
  }

  async #poll(run: number): Promise<void> {
    const { platform, options, rules } = this.#options;
    const isOurs = (): boolean => run === this.#run && this.#running;
    let trouble: string | undefined;
    let asked = 0;
    for (const [path, positions] of this.#requests()) {
      try {
        const read = async (response: Response): Promise<string | undefined> => {
          asked = Math.max(asked, retryAfterMs(response.headers.get('retry-after'), platform.date()));
          if (isOurs()) this.#check(response.status);
          if (!response.ok) return `refused_${response.status}`;
          return this.#take(await response.json().catch(() => undefined), isOurs());
        };
        trouble = await this.#options.requests.ask(this.#options, path, { positions }, read, this.#refused);
      } catch (error) {
        trouble = 'unreachable';
        const isRefused = (error as { readonly code?: string }).code === 'unauthorized';
        if (isRefused && isOurs()) this.#events.refused('unauthorized'); // reported by the application
      }
      if (trouble) break;
    }
    if (!isOurs()) return;
    this.#failures = trouble ? this.#failures + 1 : 0;
    this.#isAnswered ||= !trouble;
    const pause = trouble ? backoffDelay(this.#failures, platform.random(), rules) : 0;
    const ms = Math.max(options.pollIntervalMs ?? 2_000, asked, pause);
    this.#nextAt = platform.date() + ms;
    this.#cancelNext = platform.delay(() => void this.#poll(run), ms);
    this.#trouble = trouble;
    this.#events.changed();
    if (!trouble) {
      this.#reached(true);
      this.#events.polled();
    } else if (trouble === 'unreachable' || (trouble.startsWith('refused_5') && !asked)) this.#reached(false);
  }

  #take(answer: unknown, isOurs: boolean): string | undefined {
    const { pipelines, not_found: absent = [], errors = [] } = isObject(answer) ? answer : ({} as Json);
    if (!Array.isArray(pipelines)) return 'bad_answer';
    for (const state of pipelines) {
      this.#events.frame(readFrame(isObject(state) && { ...state, type: 'pipeline_progress' }));
    }
    if (!isOurs) return undefined; // a state is taken by its position, but what it did not find may have come since
    this.#report(absent, 'not_found', '');
    for (const error of Array.isArray(errors) ? errors.filter(isObject) : []) {
      const { code, message, pipeline_ids: ids } = error;
      if (isText(code)) this.#report(ids, code, isText(message) ? message : '');
    }
    return undefined;
  }

  /** An error that names a pipeline concerns that one only; the others were answered. */
  #report(ids: unknown, code: string, message: string): void {
    for (const pipeline_id of Array.isArray(ids) ? ids.filter(isText) : []) {
      this.#events.frame({ type: 'error', code, message, pipeline_id });
    }
  }

  /**
   * The requests of one poll: all watched pipelines and, with the first request, the user's other running pipelines.
   * Before the first answer there is also a request if nothing is watched: it shows whether the server is reachable.
   */
  #requests(): (readonly [path: string, positions: object])[] {
    const { maxIds } = this.#events;
    const all = Object.entries(this.#events.positions());
    const mine = this.#events.wantsMine();
    const least = mine || !this.#isAnswered ? 1 : 0;
    const batches = Array.from({ length: Math.max(least, Math.ceil(all.length / maxIds)) }, (_, at) =>
      all.slice(at * maxIds, (at + 1) * maxIds),
    );
    return batches.map((batch, at) => [mine && at === 0 ? 'progress?user=me' : 'progress', Object.fromEntries(batch)]);
  }

  /** A 401 or a 403 is tried again once, with a new token; a second one is final. */
  #check(status: number): void {
    const refused = status === 401 || status === 403;
    if (refused && this.#refused) this.#events.refused(status === 401 ? 'unauthorized' : 'forbidden');
    this.#refused = refused;
  }
}
