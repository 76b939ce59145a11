import type { ConnectionStatus } from '../connection/ConnectionSnapshot.js';
import type { LinkEvents } from '../connection/Link.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { Position } from '../protocol/Position.js';
import type { HttpOptions } from './HttpOptions.js';
import { PollingTransport } from './PollingTransport.js';
import { StreamTransport } from './StreamTransport.js';

/** What the stand-in asks and tells. */
export interface FallbackEvents extends Pick<LinkEvents, 'up' | 'down' | 'frame'> {
  /** All that is watched, each with the position that is held. */
  positions(): Readonly<Record<string, Position | null>>;
  /** The user's own pipelines are wanted, known or not. */
  wantsMine(): boolean;
  /** Its status or its reason. */
  changed(): void;
  /** The server says no, to whatever way: 401 or 403, with a new token too. */
  refused(reason: 'unauthorized' | 'forbidden'): void;
}

/** Stands in for the socket: server-sent events where they get through, polling where they do not (protocol section 10). */
export class HttpFallback {
  readonly #options: HttpOptions;
  readonly #events: FallbackEvents;
  readonly #stream: StreamTransport;
  readonly #polling: PollingTransport;
  #status: ConnectionStatus | undefined;
  #cancelRetry = (): void => {};

  constructor(options: HttpOptions, events: FallbackEvents) {
    this.#options = options;
    this.#events = events;
    this.#polling = new PollingTransport(this.#options, events);
    this.#stream = new StreamTransport(this.#options, { ...events, changed: (to) => this.#change(to) });
  }

  /** Undefined before it first got through. */
  get status(): ConnectionStatus | undefined {
    return this.#status;
  }

  /** Why polling brings nothing, while it does not. */
  get reason(): string | undefined {
    return this.#status === 'polling' ? this.#polling.trouble : undefined;
  }

  /** @param streams False where the server takes no more connections of this user: a stream is one. */
  start(streams: boolean): void {
    this.#status = streams ? undefined : 'polling';
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
