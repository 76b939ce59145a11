import { Connection } from './connection/Connection.js';
import type { ConnectionSnapshot } from './connection/ConnectionSnapshot.js';
import type { Link, LinkEvents } from './connection/Link.js';
import { defaultPlatform, type Platform } from './connection/Platform.js';
import type { RealtimeClientOptions } from './connection/RealtimeClientOptions.js';
import { ControlRequests, notConnected } from './ControlRequests.js';
import { watchPage } from './page/watchPage.js';
import type { ControlAction } from './protocol/ControlAction.js';
import type { PipelineState } from './protocol/PipelineState.js';
import type { ServerFrame } from './protocol/ServerFrame.js';
import type { RealtimeCounters } from './RealtimeCounters.js';
import { RealtimeError } from './RealtimeError.js';
import { call } from './subscriptions/call.js';
import { iterateStates } from './subscriptions/iterateStates.js';
import type { MineListener } from './subscriptions/Mine.js';
import type { Presence } from './subscriptions/Presence.js';
import { SubscriptionBook } from './subscriptions/SubscriptionBook.js';
import { until } from './subscriptions/until.js';
import type { StateListener, WatchOptions } from './subscriptions/WatchOptions.js';

/**
 * Live progress of pipelines over one connection: a WebSocket that comes back by itself, server-sent events or polling where it does not.
 * Every listener ends at the truth, whatever was lost on the way.
 */
export class RealtimeClient {
  readonly #options: RealtimeClientOptions;
  readonly #platform: Platform;
  readonly #book: SubscriptionBook;
  readonly #controls: ControlRequests;
  readonly #connectionListeners = new Set<(connection: ConnectionSnapshot) => void>();
  readonly #ends = new Set<() => void>();
  #link: Link;
  #leavePage: (() => void) | undefined;
  #newestAt: number | undefined;

  constructor(options: RealtimeClientOptions) {
    this.#options = options;
    this.#platform = { ...defaultPlatform(), ...options.platform };
    this.#controls = new ControlRequests(this.#platform);
    this.#book = new SubscriptionBook(this.#platform, options.userId, (frame) => this.#link.send(frame));
    this.#link = new Connection(options, this.#platform, this.#events);
  }

  /** How the client is connected at the moment. */
  get connection(): ConnectionSnapshot {
    return this.#link.snapshot;
  }

  /** What it met so far. */
  get counters(): RealtimeCounters {
    const newestFrameAgeMs = this.#newestAt === undefined ? undefined : this.#platform.now() - this.#newestAt;
    return { ...this.#book.counts, reconnects: this.connection.reconnects, newestFrameAgeMs };
  }

  /** Connects, and stays connected until `close`. Does nothing where it was started already; throws where there is neither a page nor a `baseUrl`. */
  start(): void {
    this.#link.start();
    this.#leavePage ??= watchPage(this.#platform, this.#options.hiddenMs, {
      pause: () => this.#link.pause(),
      wake: () => this.#link.wake(),
      cap: (hz) => this.#book.sync.cap(hz),
    });
  }

  /** Leaves the server. What is watched stays watched, and comes back with the next `start`. */
  close(): void {
    this.#leavePage?.();
    this.#leavePage = undefined;
    this.#link.close();
    for (const end of [...this.#ends]) end();
  }

  /** Sends a fresh ticket now, so that a socket outlives the identity it was opened with. Fails with what `ticket` fails with. */
  authenticate(): Promise<void> {
    return this.#link.renew();
  }

  /** Calls the listener with each change of the connection. Returns what ends that. */
  onConnection(listener: (connection: ConnectionSnapshot) => void, signal?: AbortSignal): () => void {
    return until(signal, () => {
      const own = (snapshot: ConnectionSnapshot): void => listener(snapshot); // the same function may listen twice
      this.#connectionListeners.add(own);
      return () => void this.#connectionListeners.delete(own);
    });
  }

  /** Calls the listener with the state, at once if there is one, and with each newer one. Returns what ends that. */
  watch(pipelineId: string, listener: StateListener, options?: WatchOptions): () => void;
  /**
   * The states of a pipeline, the newest each time that the reader is ready, until it leaves, the signal aborts or the client closes.
   * Fails with a `RealtimeError` for a pipeline that is not there to see.
   */
  watch(pipelineId: string, options?: WatchOptions): AsyncGenerator<PipelineState, void, void>;
  watch(id: string, first?: StateListener | WatchOptions, options: WatchOptions = {}): (() => void) | AsyncGenerator<PipelineState, void, void> {
    if (typeof first === 'function') return until(options.signal, () => this.#book.watch(id, first, options));
    return iterateStates((listener, all) => this.watch(id, listener, all), first ?? {}, (end) => {
      this.#ends.add(end);
      return () => this.#ends.delete(end);
    });
  }

  /** Calls the listener with the user's own pipelines, oldest first: all under way, and those that end from now on. */
  watchMine(listener: MineListener, signal?: AbortSignal): () => void {
    return until(signal, () => this.#book.mine.watch(listener));
  }

  /** What is held of a watched pipeline. */
  getState(pipelineId: string): PipelineState | undefined {
    return this.#book.get(pipelineId)?.held?.shown;
  }

  /** Whether there is a state, and if not, why. */
  getPresence(pipelineId: string): Presence {
    const subscription = this.#book.get(pipelineId);
    return subscription?.held ? 'present' : (subscription?.absent ?? 'unknown');
  }

  /** What `watchMine` told last. */
  getMine(): readonly PipelineState[] {
    return this.#book.mine.list;
  }

  /**
   * Asks the producer. Done when it was asked: what becomes of it arrives as state.
   * Fails with a `RealtimeError`: `not_connected` (only a socket carries it), `timeout`, `not_found`, `not_controllable`.
   */
  control(pipelineId: string, action: ControlAction, reason?: string, signal?: AbortSignal): Promise<void> {
    if (!this.#link.isUp) return Promise.reject(notConnected());
    return this.#controls.ask((frame) => this.#link.send(frame), pipelineId, action, reason, signal);
  }

  readonly #events: LinkEvents = {
    changed: (snapshot) => {
      for (const listener of [...this.#connectionListeners]) call(listener, snapshot);
    },
    up: (maxMessageBytes) => this.#book.sync.connected(maxMessageBytes),
    down: () => {
      this.#book.disconnected();
      this.#controls.abandon();
    },
    frame: (frame) => this.#receive(frame),
    positions: () => this.#book.positions(),
  };

  #receive(frame: ServerFrame | undefined): void {
    this.#newestAt = this.#platform.now();
    switch (frame?.type) {
      case 'pipeline_progress':
      case 'stage_update':
        return this.#book.apply(frame);
      case 'subscription_confirmed':
        return this.#book.confirmed(frame);
      case 'unsubscription_confirmed':
        if (frame.reason !== 'requested') this.#book.lost(frame.pipeline_id, frame.reason === 'forbidden' ? 'forbidden' : 'expired');
        return;
      case 'ping':
        return this.#book.marked(frame.marks ?? {});
      case 'control_accepted':
        return void this.#controls.settle(frame.request_id);
      case 'error':
        if (!this.#controls.settle(frame.request_id, new RealtimeError(frame.code, frame.message, frame.suggestion))) this.#book.refused(frame);
        return;
      case undefined:
        this.#book.counts.ignored++;
    }
  }
}
