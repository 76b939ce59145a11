import type { ConnectionStatus } from '../connection/ConnectionSnapshot.js';
import type { Explanation, StandIn, StandInContext, StandInEvents } from '../connection/StandIn.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import { askWhy } from './askWhy.js';
import type { HttpOptions } from './HttpOptions.js';
import { PollingTransport } from './PollingTransport.js';
import { postControl } from './postControl.js';
import { Requests } from './Requests.js';
import { StreamTransport } from './StreamTransport.js';

/** Replaces the socket: server-sent events if they get through, polling otherwise. */
export class HttpStandIn implements StandIn {
  readonly #options: HttpOptions;
  readonly #events: StandInEvents;
  readonly #stream: StreamTransport;
  readonly #polling: PollingTransport;
  #way: 'streaming' | 'reconnecting' | 'polling' | undefined;
  /** The newest request reached no server. */
  #isCutOff = false;
  #cancelRetry = (): void => {};

  constructor(context: StandInContext, events: StandInEvents) {
    this.#options = { ...context, requests: new Requests() };
    this.#events = events;
    this.#polling = new PollingTransport(this.#options, events, (isReached) => this.#reached(isReached));
    this.#stream = new StreamTransport(this.#options, { ...events, changed: (to) => this.#change(to) });
  }

  /** Undefined before it first got through: for polling that is the first answer. */
  get status(): ConnectionStatus | undefined {
    return this.#way === 'polling' && !this.#polling.isAnswered ? undefined : this.#way;
  }

  get reason(): string | undefined {
    return this.#way === 'polling' ? this.#polling.trouble : undefined;
  }

  get retryAt(): number | undefined {
    return this.#way === 'polling' && this.#polling.trouble ? this.#polling.nextAt : undefined;
  }

  start(streams: boolean): void {
    this.#way = streams ? undefined : 'polling';
    if (streams) this.#stream.start();
    else this.#polling.start();
  }

  stop(): void {
    this.#isCutOff = false;
    this.#cancelRetry();
    this.#polling.stop();
    this.#stream.stop();
  }

  abandon(): void {
    this.#options.requests.abandon();
  }

  /** Controls are requests of their own. The rest is for the stream; polling requests all pipelines each time. */
  send(frame: ClientFrame): void {
    if (frame.type === 'control') void postControl(this.#options, frame).then(this.#events.frame);
    else this.#stream.send(frame);
  }

  async explain(): Promise<Explanation> {
    try {
      const answer = await askWhy(this.#options);
      this.#reached(answer.status < 500 || answer.retryAfterMs > 0);
      return answer;
    } catch (error) {
      this.#reached(false);
      throw error;
    }
  }

  #reached(isReached: boolean): void {
    const isBack = this.#isCutOff && isReached;
    this.#isCutOff = !isReached;
    if (isBack) this.#events.back();
  }

  #change(to: 'greeted' | 'waiting' | 'failed'): void {
    if (to === 'greeted') {
      this.#polling.stop();
      this.#reached(true);
    }
    if (to === 'failed') {
      this.#polling.start();
      // Polling continues until a stream has got through.
      this.#cancelRetry();
      this.#cancelRetry = this.#options.platform.delay(() => this.#stream.start(), this.#options.rules.probeMs);
    }
    this.#way = to === 'greeted' ? 'streaming' : to === 'failed' ? 'polling' : 'reconnecting';
    this.#events.changed();
  }
}
