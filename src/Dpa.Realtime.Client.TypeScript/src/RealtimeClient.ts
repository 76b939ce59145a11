import { Connection } from './connection/Connection.js';
import type { ConnectionSnapshot } from './connection/ConnectionSnapshot.js';
import type { RealtimeClientOptions } from './connection/RealtimeClientOptions.js';
import { ControlRequests, notConnected } from './ControlRequests.js';
import type { ControlAction } from './protocol/ControlAction.js';
import type { PipelineState } from './protocol/PipelineState.js';
import type { ServerFrame } from './protocol/ServerFrame.js';
import type { RealtimeCounters } from './RealtimeCounters.js';
import { RealtimeError } from './RealtimeError.js';
import { call } from './subscriptions/call.js';
import { iterateStates } from './subscriptions/iterateStates.js';
import { SubscriptionBook } from './subscriptions/SubscriptionBook.js';
import type { AbsenceReason, StateListener, WatchOptions } from './subscriptions/WatchOptions.js';

/**
 * Live progress of pipelines over one connection: a WebSocket that comes back by itself, server-sent events or polling where it does not.
 * Every listener ends at the truth, whatever was lost on the way.
 */
export class RealtimeClient {
  readonly #connection: Connection;
  readonly #book: SubscriptionBook;
  readonly #controls: ControlRequests;
  readonly #connectionListeners = new Set<(connection: ConnectionSnapshot) => void>();
  readonly #ends = new Set<() => void>();
  #newestAt: number | undefined;

  constructor(options: RealtimeClientOptions) {
    this.#connection = new Connection(options, {
      changed: (snapshot) => {
        for (const listener of [...this.#connectionListeners]) call(listener, snapshot);
      },
      up: (maxMessageBytes) => this.#book.connected(maxMessageBytes),
      down: () => {
        this.#book.disconnected();
        this.#controls.abandon();
      },
      frame: (frame) => this.#receive(frame),
      positions: () => this.#book.positions(),
      states: (frames) => {
        this.#hear();
        for (const frame of frames) this.#book.apply(frame, true);
      },
      absent: (pipelineIds) => {
        for (const pipelineId of pipelineIds) this.#book.lost(pipelineId, 'not_found');
      },
    });
    const { platform } = this.#connection;
    this.#controls = new ControlRequests(platform);
    this.#book = new SubscriptionBook(platform, options.userId, (frame) => this.#connection.send(frame));
  }

  /** How the client is connected at the moment. */
  get connection(): ConnectionSnapshot {
    return this.#connection.snapshot;
  }

  /** What it met so far. */
  get counters(): RealtimeCounters {
    const { now } = this.#connection.platform;
    return {
      ...this.#book.tally,
      reconnects: this.connection.reconnects,
      newestFrameAgeMs: this.#newestAt === undefined ? undefined : now() - this.#newestAt,
    };
  }

  /** Connects, and stays connected until `close`. Does nothing where it was started already. */
  start(): void {
    this.#connection.start();
  }

  /** Leaves the server. What is watched stays watched, and comes back with the next `start`. */
  close(): void {
    this.#connection.close();
    for (const end of [...this.#ends]) end();
  }

  /** Calls the listener with each change of the connection. Returns what ends that. */
  onConnection(listener: (connection: ConnectionSnapshot) => void): () => void {
    const own = (snapshot: ConnectionSnapshot): void => listener(snapshot); // the same function may listen twice
    this.#connectionListeners.add(own);
    return () => void this.#connectionListeners.delete(own);
  }

  /** Calls the listener with the state, at once if there is one, and with each newer one. Returns what ends that. */
  watch(pipelineId: string, listener: StateListener, options: WatchOptions = {}): () => void {
    return this.#book.watch(pipelineId, listener, options);
  }

  /** Calls the listener with the user's own pipelines, oldest first: all under way, and those that end from now on. */
  watchMine(listener: (pipelines: readonly PipelineState[]) => void): () => void {
    return this.#book.watchMine(listener);
  }

  /** What is held of a watched pipeline. */
  getState(pipelineId: string): PipelineState | undefined {
    return this.#book.stateOf(pipelineId);
  }

  /** What `watchMine` told last. */
  getMine(): readonly PipelineState[] {
    return this.#book.mine;
  }

  /**
   * Asks the producer. Done when it was asked: what becomes of it arrives as state.
   * Fails with a `RealtimeError`: `not_connected`, `timeout`, `not_found`, `not_controllable`.
   */
  control(pipelineId: string, action: ControlAction, reason?: string): Promise<void> {
    if (!this.#connection.isUp) return Promise.reject(notConnected());
    return this.#controls.ask((frame) => this.#connection.send(frame), pipelineId, action, reason);
  }

  /** The states of a pipeline, the newest each time that the reader is ready, until it leaves, the signal aborts or the client closes. */
  states(pipelineId: string, options: WatchOptions = {}): AsyncGenerator<PipelineState, void, void> {
    const watch = (listener: StateListener, watchOptions: WatchOptions): (() => void) => this.watch(pipelineId, listener, watchOptions);
    return iterateStates(watch, options, (end) => {
      this.#ends.add(end);
      return () => this.#ends.delete(end);
    });
  }

  #hear(): void {
    this.#newestAt = this.#connection.platform.now();
  }

  #receive(frame: ServerFrame | undefined): void {
    this.#hear();
    switch (frame?.type) {
      case undefined:
        return void this.#book.tally.ignored++;
      case 'pipeline_progress':
      case 'stage_update':
        return this.#book.apply(frame);
      case 'subscription_confirmed':
        return this.#book.confirmed(frame);
      case 'unsubscription_confirmed':
        return frame.reason === 'requested' ? undefined : this.#book.lost(frame.pipeline_id, absenceOf(frame.reason));
      case 'ping':
        return this.#book.marked(frame.marks);
      case 'control_accepted':
        return void this.#controls.settle(frame.request_id);
      case 'error':
        if (this.#controls.settle(frame.request_id, new RealtimeError(frame.code, frame.message, frame.suggestion))) return;
        return this.#book.refused(frame);
      case 'reconnect':
        return this.#connection.reconnectAfter(frame.after_ms);
      default:
        return;
    }
  }
}

function absenceOf(reason: string): AbsenceReason {
  return reason === 'forbidden' ? 'forbidden' : 'expired';
}
