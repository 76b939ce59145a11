import { ClientCore } from './ClientCore.js';
import { originOf } from './connection/address.js';
import { checkOptions } from './connection/checkOptions.js';
import type { ConnectionSnapshot } from './connection/ConnectionSnapshot.js';
import type { RealtimeClientOptions } from './connection/RealtimeClientOptions.js';
import { pagePart } from './lateParts.js';
import { until } from './platform/until.js';
import type { ControlAction } from './protocol/ControlAction.js';
import type { PipelineState } from './protocol/PipelineState.js';
import type { RealtimeCounters } from './RealtimeCounters.js';
import { checkRate, checkWatch } from './subscriptions/checkWatch.js';
import type { MineListener, MineOptions } from './subscriptions/MineOptions.js';
import { storePipeline, type PipelineStore } from './subscriptions/storePipeline.js';
import type { Presence } from './subscriptions/Presence.js';
import type { StateListener, WatchOptions } from './subscriptions/WatchOptions.js';

/**
 * Live progress of pipelines over one connection: a WebSocket that comes back by itself, server-sent events or polling
 * where it does not. Every listener ends at the truth, whatever was lost on the way.
 */
export class RealtimeClient {
  readonly #core: ClientCore;

  /** Throws a `TypeError` for options that cannot be right. */
  constructor(options: RealtimeClientOptions) {
    checkOptions(options);
    this.#core = new ClientCore(options);
  }

  /** How the client is connected at the moment. */
  get connection(): ConnectionSnapshot {
    return this.#core.connection;
  }

  /** What it met so far. */
  get counters(): RealtimeCounters {
    const { book, connection, newestFrameAgeMs } = this.#core;
    return { ...book.counts, reconnects: connection.reconnects, newestFrameAgeMs };
  }

  /**
   * Connects, and stays connected until `close`. While it waits for its next attempt, or polls because of too many
   * connections, it tries at once; after it was refused, it tries again. Throws where there is neither a page nor a
   * `baseUrl`.
   */
  start(): void {
    originOf(this.#core.options);
    this.#core.start();
  }

  /** Leaves the server. What is watched stays watched, and comes back with the next `start`. */
  close(): void {
    this.#core.close();
  }

  /**
   * Renews the identity of the open socket now; `auth` does it in time by itself. Fails with what `auth` fails with.
   */
  authenticate(): Promise<void> {
    return this.#core.authenticate();
  }

  /** Calls the listener with each change of the connection. Returns what ends that. */
  onConnection(listener: (connection: ConnectionSnapshot) => void, signal?: AbortSignal): () => void {
    return until(signal, () => {
      const { connectionListeners } = this.#core;
      const own = (snapshot: ConnectionSnapshot): void => listener(snapshot); // the same function may listen twice
      connectionListeners.add(own);
      return () => void connectionListeners.delete(own);
    });
  }

  /** Calls the listener with the state, at once if there is one, and with each newer one. Returns what ends that. */
  watch(pipelineId: string, listener: StateListener, options?: WatchOptions): () => void;
  /**
   * The states of a pipeline, the newest each time that the reader is ready, until it leaves, the signal aborts or the
   * client closes. Fails with a `RealtimeError` for a pipeline that is not there to see, and where the server refuses
   * this client (`unauthorized`, `forbidden`).
   */
  watch(pipelineId: string, options?: WatchOptions): AsyncGenerator<PipelineState, void, void>;
  watch(
    id: string,
    first?: StateListener | WatchOptions,
    options: WatchOptions = {},
  ): (() => void) | AsyncGenerator<PipelineState, void, void> {
    const isListener = typeof first === 'function';
    checkWatch(id, isListener ? options : first);
    if (!isListener) return this.#iterate(id, first);
    this.#core.watched();
    return until(options.signal, () => this.#core.book.watch(id, first, options));
  }

  async *#iterate(id: string, options?: WatchOptions): AsyncGenerator<PipelineState, void, void> {
    const { iterateStates } = await pagePart();
    yield* iterateStates(this, id, options);
  }

  /**
   * A pipeline as a store, for any framework: `subscribe` and `getSnapshot`, as React's `useSyncExternalStore`,
   * Svelte's
   * `$store`, Vue's and Solid's adapters take it. It is watched while somebody is subscribed.
   */
  pipeline(pipelineId: string, options: Omit<WatchOptions, 'signal'> = {}): PipelineStore {
    checkWatch(pipelineId, options);
    return storePipeline(this, pipelineId, options);
  }

  /**
   * Calls the listener with the user's own pipelines, oldest first: all under way, and those that end from now on. The
   * list is empty once it is known that there are none. Returns what ends that.
   */
  watchMine(listener: MineListener, options: MineOptions = {}): () => void {
    checkRate(options);
    return until(options.signal, () => this.#core.watchMine(listener, options));
  }

  /** What is held of a watched pipeline. */
  getState(pipelineId: string): PipelineState | undefined {
    return this.#core.book.all.get(pipelineId)?.held?.shown;
  }

  /** Whether there is a state, and if not, why. */
  getPresence(pipelineId: string): Presence {
    const subscription = this.#core.book.all.get(pipelineId);
    return subscription?.held ? 'present' : (subscription?.absent ?? 'unknown');
  }

  /** What `watchMine` told last; undefined while it is not known which there are. */
  getMine(): readonly PipelineState[] | undefined {
    return this.#core.book.mine?.list;
  }

  /**
   * Asks the producer. Done when it was asked: the outcome arrives as state.
   * Fails with a `RealtimeError`: `not_connected` (only a socket carries it), `timeout`, `not_found`,
   * `not_controllable`.
   */
  control(pipelineId: string, action: ControlAction, reason?: string, signal?: AbortSignal): Promise<void> {
    return this.#core.control({ pipeline_id: pipelineId, action, ...(reason !== undefined && { reason }) }, signal);
  }

  /**
   * Answers the `question` of a pipeline's state. Done when the answer was accepted: of several the first counts.
   * Fails with a `RealtimeError`: an `AnswerRefusal`, or `not_connected`, `timeout`, `not_found`.
   * @param answer One of the question's choices, or any JSON value of at most 2,048 bytes where it is free.
   */
  answer(pipelineId: string, questionId: string, answer: unknown, signal?: AbortSignal): Promise<void> {
    const request = { pipeline_id: pipelineId, action: 'answer', question_id: questionId, answer } as const;
    return this.#core.control(request, signal);
  }
}
