import { backoffDelay, plannedDelay } from '../connection/backoff.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { ServerFrame } from '../protocol/ServerFrame.js';
import type { StandInEvents } from '../connection/StandIn.js';
import type { HttpOptions } from './HttpOptions.js';
import { StreamAsks } from './StreamAsks.js';
import { StreamSession } from './StreamSession.js';

/** What streaming requests from its owner and reports to it. */
export interface StreamEvents extends Omit<StandInEvents, 'changed' | 'back' | 'refused' | 'polled' | 'maxIds'> {
  /** `waiting`: it restarts by itself. `failed`: it stays closed until it is started again. */
  changed(to: 'greeted' | 'waiting' | 'failed'): void;
}

/** Changes of what is watched within this time open one stream. */
const gatherMs = 100;

/**
 * Server-sent events in place of the socket (docs/protocol.md#server-sent-events). They are one-way, so every change of
 * the subscriptions opens the stream again, from the held positions.
 */
export class StreamTransport {
  readonly #options: HttpOptions;
  readonly #events: StreamEvents;
  #asks = new StreamAsks();
  #active = false;
  #session: StreamSession | undefined;
  /** Since when streams get through; undefined before the first greeting. */
  #upAt: number | undefined;
  /** The server named the time after which to reconnect. */
  #planned = false;
  #cancelNext: (() => void) | undefined;

  constructor(options: HttpOptions, events: StreamEvents) {
    this.#options = options;
    this.#events = events;
  }

  start(): void {
    if (this.#active) return;
    this.#active = true;
    this.#upAt = undefined;
    this.#begin();
  }

  stop(): void {
    if (!this.#active) return;
    this.#active = false;
    this.#next();
    this.#leave();
  }

  send(frame: ClientFrame): void {
    if (!this.#asks.take(frame)) return;
    if (this.#session && !this.#cancelNext) this.#next(() => this.#open(), gatherMs);
  }

  #begin(): void {
    this.#leave();
    this.#planned = false;
    this.#asks = new StreamAsks();
    this.#events.up();
    this.#open();
  }

  #open(): void {
    this.#next();
    this.#session?.end();
    for (const pipeline_id of this.#asks.takeLeft()) {
      this.#events.frame({ type: 'unsubscription_confirmed', pipeline_id, reason: 'requested' });
    }
    const body = this.#asks.compose(this.#events.positions);
    const { query } = this.#asks;
    this.#session = new StreamSession(this.#options, `events${query && `?${query}`}`, body, {
      frame: (frame) => this.#receive(frame),
      down: (silent) => this.#fall(silent),
    });
  }

  #receive(frame: ServerFrame | undefined): void {
    if (frame?.type === 'connection') {
      this.#upAt ??= this.#options.platform.now();
      this.#events.changed('greeted');
    }
    if (frame?.type === 'reconnect') {
      this.#planned = true;
      this.#next(
        () => this.#begin(),
        plannedDelay(frame.after_ms, this.#isStable, this.#options.platform.random(), this.#options.rules),
      );
    }
    this.#events.frame(frame);
  }

  get #isStable(): boolean {
    const { platform, rules } = this.#options;
    return this.#upAt !== undefined && platform.now() - this.#upAt >= rules.stableMs;
  }

  /** A stream that lasted is opened again; one that did not last, or delivers nothing, is given up. */
  #fall(silent: boolean): void {
    const { platform, rules } = this.#options;
    const stable = this.#isStable;
    this.#leave();
    this.#upAt = undefined;
    if (this.#planned) return this.#events.changed('waiting');
    if (stable && !silent) {
      this.#next(() => this.#begin(), backoffDelay(0, platform.random(), rules));
      return this.#events.changed('waiting');
    }
    this.#active = false;
    this.#next();
    this.#events.changed('failed');
  }

  #leave(): void {
    if (!this.#session) return;
    this.#session.end();
    this.#session = undefined;
    this.#events.down();
  }

  #next(then?: () => void, ms = 0): void {
    this.#cancelNext?.();
    this.#cancelNext = then && this.#options.platform.delay(then, ms);
  }
}
