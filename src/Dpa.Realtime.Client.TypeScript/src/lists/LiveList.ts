import { queryPipelines } from '../http/queryPipelines.js';
import { call } from '../platform/call.js';
import type { LiveQuery } from '../protocol/PipelineQuery.js';
import type { ErrorFrame } from '../protocol/ServerFrame.js';
import type { RealtimeError } from '../RealtimeError.js';
import type { MineListener } from '../subscriptions/MineOptions.js';
import type { ListHost } from './ListHost.js';

/** The shortest time between two calls of the listener, in milliseconds: about a frame. */
const notifyMs = 16;

/** One live list, and what it watches. */
export class LiveList {
  readonly id: string;
  readonly query: LiveQuery;
  readonly #core: ListHost;
  readonly #listener: MineListener;
  /** What is listed, in order, each with the end of its watch; undefined until it is known. */
  #watches: Map<string, () => void> | undefined;
  /** Of these the first state has not come. */
  readonly #pending = new Set<string>();
  #cancelNotify: (() => void) | undefined;
  #isPolling = false;
  /** The server refused it over HTTP for good. */
  #isRefused = false;
  /** There was no place for it; what was reported of that is not reported again. */
  #isCrowded = false;
  readonly #ended = new AbortController();

  constructor(id: string, core: ListHost, listener: MineListener, query: LiveQuery) {
    this.id = id;
    this.#core = core;
    this.#listener = listener;
    this.query = query;
  }

  /** It waits for a place. */
  get isCrowded(): boolean {
    return this.#isCrowded;
  }

  /** Requests it over the socket; until the answer comes, the old list holds. */
  ask(): void {
    const { owner, status, kind, limit } = this.query;
    this.#core.send({
      type: 'subscribe_query',
      query_id: this.id,
      request_id: this.id,
      detail: 'none',
      ...(owner !== undefined && { owner }),
      ...(status !== undefined && { status: [status].flat() }),
      ...(kind !== undefined && { kind }),
      ...(limit !== undefined && { limit }),
    });
  }

  /**
   * Requests it once over HTTP. Where that brings nothing, the result is how long the server asks to wait, in
   * milliseconds; else undefined.
   */
  async poll(): Promise<number | undefined> {
    if (this.#isPolling || this.#isRefused) return undefined;
    this.#isPolling = true;
    const { maxHz: _maxHz, signal: _signal, onError: _onError, ...query } = this.query;
    const { signal } = this.#ended;
    try {
      const { pipelines } = await queryPipelines(this.#core.context, query, signal);
      if (signal.aborted || this.#core.connection.status === 'live') return undefined;
      const ids = pipelines.map(({ pipeline_id }) => pipeline_id);
      this.listed(ids);
      for (const state of pipelines) this.#core.book.apply({ ...state, type: 'pipeline_progress' });
      return undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      const { code, message, suggestion, retryAfterMs = 0 } = error as RealtimeError;
      this.#isRefused = code === 'invalid_message' || code === 'forbidden';
      if (!this.#isRefused) return retryAfterMs; // requested again later; the connection reports what fails
      this.refused({ type: 'error', code, message, ...(suggestion !== undefined && { suggestion }) });
      return undefined;
    } finally {
      this.#isPolling = false;
    }
  }

  /** The server refuses it. */
  refused(error: ErrorFrame): void {
    const isKnown = this.#isCrowded;
    this.#isCrowded = error.code === 'too_many_subscriptions';
    if (!isKnown || !this.#isCrowded) call(this.query.onError, error);
  }

  /** The server lists exactly these. */
  listed(ids: readonly string[]): void {
    if (this.#ended.signal.aborted) return;
    this.#isCrowded = false;
    const before = this.#watches ?? new Map<string, () => void>();
    this.#watches = new Map(ids.map((id) => [id, before.get(id) ?? this.#watch(id)]));
    for (const [id, leave] of before) {
      if (this.#watches.has(id)) continue;
      this.#pending.delete(id);
      leave();
    }
    this.#changed();
  }

  end(): void {
    this.#ended.abort();
    this.#cancelNotify?.();
    for (const leave of this.#watches?.values() ?? []) leave();
  }

  #watch(id: string): () => void {
    const { maxHz } = this.query;
    const came = (): void => {
      this.#pending.delete(id);
      this.#changed();
    };
    this.#pending.add(id);
    return this.#core.book.watch(id, came, {
      detail: 'summary',
      ...(maxHz !== undefined && { maxHz }),
      onNotFound: came,
      onError: came,
    });
  }

  /** A list is shown once all that it names have come. */
  #changed(): void {
    if (this.#ended.signal.aborted) return;
    this.#cancelNotify ??= this.#core.platform.delay(() => {
      this.#cancelNotify = undefined;
      if (!this.#watches || this.#pending.size > 0) return;
      const held = [...this.#watches.keys()].map((id) => this.#core.book.all.get(id)?.held?.shown);
      call(
        this.#listener,
        held.filter((state) => state !== undefined),
      );
    }, notifyMs);
  }
}
