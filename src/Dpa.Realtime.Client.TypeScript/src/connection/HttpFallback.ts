import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { ConnectionStatus } from './ConnectionSnapshot.js';
import type { HttpOptions } from './HttpOptions.js';
import { PollingTransport, type PollingEvents } from './PollingTransport.js';
import { StreamTransport, type StreamEvents } from './StreamTransport.js';

/** What stands in for the socket tells both, and when it changed its status. */
export type FallbackEvents = PollingEvents & Omit<StreamEvents, 'changed'> & { changed(): void };

/** Server-sent events where they get through, polling where they do not (protocol section 9). */
export class HttpFallback {
  readonly #options: HttpOptions;
  readonly #events: FallbackEvents;
  readonly #stream: StreamTransport;
  readonly #polling: PollingTransport;
  #status: ConnectionStatus = 'connecting';
  #cancelRetry = (): void => {};

  constructor(options: HttpOptions, events: FallbackEvents) {
    this.#options = options;
    this.#events = events;
    this.#polling = new PollingTransport(options, events);
    this.#stream = new StreamTransport(options, { ...events, changed: (to) => this.#change(to) });
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  /** @param streams False where the server takes no more connections of this user: a stream is one. */
  start(streams: boolean): void {
    this.#status = streams ? 'connecting' : 'polling';
    if (streams) this.#stream.start();
    else this.#polling.start();
  }

  /** Starts nothing new; a poll under way is still taken, so that there is no gap. */
  stop(): void {
    this.#cancelRetry();
    this.#polling.stop();
    this.#stream.stop();
  }

  /** For the stream; polling asks for all that is watched each time. */
  send(frame: ClientFrame): void {
    this.#stream.send(frame);
  }

  #change(to: 'greeted' | 'waiting' | 'failed'): void {
    if (to === 'greeted') this.#polling.stop();
    if (to === 'failed') {
      this.#polling.start();
      // Polling goes on until a stream has shown that it gets through.
      this.#cancelRetry = this.#options.platform.delay(() => this.#stream.start(), this.#options.probeIntervalMs);
    }
    this.#status = to === 'greeted' ? 'streaming' : to === 'failed' ? 'polling' : 'reconnecting';
    this.#events.changed();
  }
}
