import { defaultHeartbeatMs, greetingMs } from '../connection/heartbeat.js';
import { parseFrame } from '../protocol/parseFrame.js';
import type { ServerFrame } from '../protocol/ServerFrame.js';
import type { HttpOptions } from './HttpOptions.js';
import { post } from './post.js';
import { readEvents } from './readEvents.js';

/** What a stream reports to its owner. */
export interface StreamSessionEvents {
  /** Every frame, the server's greeting first; undefined if it could not be read. */
  frame(frame: ServerFrame | undefined): void;
  /**
   * Called once, whichever side ended it; not after `end`. `silent`: nothing got through in time, so an intermediary
   * may be buffering the stream.
   */
  down(silent: boolean): void;
}

/** One request for server-sent events, from its creation to its end. */
export class StreamSession {
  readonly #options: HttpOptions;
  readonly #events: StreamSessionEvents;
  readonly #abort = new AbortController();
  #cancelDeadline = (): void => {};
  #silenceMs = greetingMs;
  #receivedAt: number;

  constructor(options: HttpOptions, path: string, body: unknown, events: StreamSessionEvents) {
    this.#options = options;
    this.#events = events;
    this.#receivedAt = options.platform.now();
    this.#watch(greetingMs);
    void this.#run(path, body).then(
      () => this.#finish(false),
      () => this.#finish(false),
    );
  }

  /** Ends without notifying the owner. */
  end(): void {
    this.#cancelDeadline();
    this.#abort.abort();
  }

  async #run(path: string, body: unknown): Promise<void> {
    const { signal } = this.#abort;
    const response = await post(this.#options, path, body, { accept: 'text/event-stream', signal });
    const isStream = response.ok && response.headers.get('content-type')?.startsWith('text/event-stream');
    if (!isStream || !response.body) return;
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    const take = readEvents((data) => signal.aborted || this.#receive(parseFrame(data)));
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      this.#receivedAt = this.#options.platform.now();
      take(decoder.decode(value, { stream: true }));
    }
  }

  #receive(frame: ServerFrame | undefined): void {
    if (frame?.type === 'connection') {
      this.#silenceMs = 2 * (frame.heartbeat_interval_ms ?? defaultHeartbeatMs);
      this.#watch(this.#silenceMs);
    }
    this.#events.frame(frame);
  }

  /** One timer for all data: when it fires, it is set again for the time that is left since the newest data. */
  #watch(ms: number): void {
    const { platform } = this.#options;
    this.#cancelDeadline();
    this.#cancelDeadline = platform.delay(() => {
      const left = this.#receivedAt + this.#silenceMs - platform.now();
      if (left > 0) this.#watch(left);
      else this.#finish(true);
    }, ms);
  }

  #finish(silent: boolean): void {
    if (this.#abort.signal.aborted) return;
    this.end();
    this.#events.down(silent);
  }
}
