import { ClientCore } from './ClientCore.js';
import { originOf } from './connection/address.js';
import { checkOptions } from './connection/checkOptions.js';
import type { ConnectionSnapshot } from './connection/ConnectionSnapshot.js';
import type { RealtimeClientOptions } from './connection/RealtimeClientOptions.js';
import { pagePart } from './lateParts.js';
import { until } from './platform/until.js';
import type { ControlAction } from './protocol/ControlAction.js';
import type { LiveQuery, PipelinePage, PipelineQuery } from './protocol/PipelineQuery.js';
import type { PipelineState } from './protocol/PipelineState.js';
import type { RealtimeCounters } from './RealtimeCounters.js';
import { checkRate, checkWatch } from './subscriptions/checkWatch.js';
import type { MineListener, MineOptions } from './subscriptions/MineOptions.js';
import { storePipeline, type PipelineStore } from './subscriptions/storePipeline.js';
import type { Presence } from './subscriptions/Presence.js';
import type { StateListener, WatchOptions } from './subscriptions/WatchOptions.js';

/**
 * Live progress of pipelines over one connection: a WebSocket that reconnects by itself, or server-sent events or
 * polling while it is unavailable. Every listener ends with the final state, whatever was lost in between.
 */
export class RealtimeClient {
  readonly #core: ClientCore;

  /** Throws a `TypeError` for invalid options. */
  constructor(options: RealtimeClientOptions) {
    checkOptions(options);
    this.#core = new ClientCore(options);
  }

  /** How the client is connected at the moment. */
  get connection(): ConnectionSnapshot {
    return this.#core.connection;
  }

  /** Counts of what has happened so far. */
  get counters(): RealtimeCounters {
    const { book, connection, newestFrameAgeMs } = this.#core;
    return { ...book.counts, reconnects: connection.reconnects, newestFrameAgeMs };
  }

  /**
   * Connects, and stays connected until `close`. While it waits for its next attempt, or polls because of too many
   * connections, it tries at once; after it was refused, it tries again. Throws if there is neither a page nor a
   * `baseUrl`.
   */
  start(): void {
    originOf(this.#core.options);
    this.#core.start();
  }

  /** Disconnects. What is watched stays watched, and is subscribed again with the next `start`. */
  close(): void {
    this.#core.close();
  }

  /**
   * Renews the identity of the open socket now; with `auth` this also happens in time by itself. Fails with the errors
   * of `auth`.
   */
  authenticate(): Promise<void> {
    return this.#core.authenticate();
  }

  /** Calls the listener with each change of the connection. Returns a function that ends this. */
  onConnection(listener: (connection: ConnectionSnapshot) => void, signal?: AbortSignal): () => void {
    return until(signal, () => {
      const { connectionListeners } = this.#core;
      const own = (snapshot: ConnectionSnapshot): void => listener(snapshot); // the same function may listen twice
      connectionListeners.add(own);
      return () => void connectionListeners.delete(own);
    });
  }

  /**
   * Calls the listener with the state, at once if there is one, and with each newer one. Returns a function that ends
   * this.
   */
  watch(pipelineId: string, listener: StateListener, options?: WatchOptions): () => void;
  /**
   * The states of a pipeline, the newest each time that the reader is ready, until the reader stops, the signal aborts
   * or the client closes. Fails with a `RealtimeError` if the pipeline cannot be seen, and if the server refuses this
   * client (`unauthorized`, `forbidden`).
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
   * A pipeline as a store, for any framework: `subscribe` and `getSnapshot`, in the form that React's
   * `useSyncExternalStore`, Svelte's `$store`, and the adapters of Vue and Solid take. It is watched while there is a
   * subscriber.
   */
  pipeline(pipelineId: string, options: Omit<WatchOptions, 'signal'> = {}): PipelineStore {
    checkWatch(pipelineId, options);
    return storePipeline(this, pipelineId, options);
  }

  /**
   * Calls the listener with the user's own pipelines, oldest first: all that are running, and those that end from now
   * on. The list is empty once it is known that there are none. Returns a function that ends this.
   */
  watchMine(listener: MineListener, options: MineOptions = {}): () => void {
    checkRate(options);
    return until(options.signal, () => this.#core.watchMine(listener, options));
  }

  /** The held state of a watched pipeline. */
  getState(pipelineId: string): PipelineState | undefined {
    return this.#core.book.all.get(pipelineId)?.held?.shown;
  }

  /** Whether there is a state, and if not, why. */
  getPresence(pipelineId: string): Presence {
    const subscription = this.#core.book.all.get(pipelineId);
    return subscription?.held ? 'present' : (subscription?.absent ?? 'unknown');
  }

  /** The newest list that `watchMine` reported; undefined while it is not known which pipelines there are. */
  getMine(): readonly PipelineState[] | undefined {
    return this.#core.book.mine?.list;
  }

  /**
   * Lists pipelines once, over HTTP, the newest start first; neither connects nor watches. The order stays while
   * pipelines change: from page to page nothing comes twice, and nothing is missed that was there all the time. Fails
   * with a `RealtimeError`: `unauthorized`, `unreachable`, `rate_limited`, `invalid_message` for a value out of
   * range, `application_unavailable`.
   */
  query(query: PipelineQuery = {}, signal?: AbortSignal): Promise<PipelinePage> {
    return this.#core.query(query, signal);
  }

  /**
   * A live list: calls the listener with the newest pipelines that a query finds, the newest start first, as they
   * start, change, enter and leave; not before it is known what is on the list. The states are without stages, unless
   * something else watches them. Returns a function that ends this.
   */
  watchQuery(listener: MineListener, query: LiveQuery = {}): () => void {
    checkRate(query);
    return until(query.signal, () => this.#core.watchQuery(listener, query));
  }

  /**
   * Sends a control request to the producer, over whatever gets through. Completes when the request is accepted: the
   * outcome arrives as state. Fails with a `RealtimeError`: `not_connected`, `timeout`, `not_found`,
   * `not_controllable`; while there is no socket also `unreachable`, `unauthorized`, `forbidden_origin`.
   */
  control(pipelineId: string, action: ControlAction, reason?: string, signal?: AbortSignal): Promise<void> {
    return this.#core.control({ pipeline_id: pipelineId, action, ...(reason !== undefined && { reason }) }, signal);
  }

  /**
   * Answers the `question` of a pipeline's state, over whatever gets through. Done when the answer was accepted: of
   * several the first counts. Fails with a `RealtimeError`: an `AnswerRefusal`, or as `control`.
   * @param answer One of the question's choices, or any JSON value of at most 2,048 bytes where it is free.
   */
  answer(pipelineId: string, questionId: string, answer: unknown, signal?: AbortSignal): Promise<void> {
    const request = { pipeline_id: pipelineId, action: 'answer', question_id: questionId, answer } as const;
    return this.#core.control(request, signal);
  }
}
