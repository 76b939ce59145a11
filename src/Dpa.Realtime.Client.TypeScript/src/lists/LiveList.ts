import { queryPipelines } from '../http/queryPipelines.js';
import { call } from '../platform/call.js';
import type { LiveQuery } from '../protocol/PipelineQuery.js';
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
  #isEnded = false;

  constructor(id: string, core: ListHost, listener: MineListener, query: LiveQuery) {
    this.id = id;
    this.#core = core;
    this.#listener = listener;
    this.query = query;
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

  /** Requests it once over HTTP. */
  async poll(): Promise<void> {
    if (this.#isPolling) return;
    this.#isPolling = true;
    const { maxHz: _maxHz, signal, onError: _onError, ...query } = this.query;
    try {
      const { pipelines } = await queryPipelines(this.#core.context, query, signal);
      if (this.#core.connection.status === 'live') return;
      const ids = pipelines.map(({ pipeline_id }) => pipeline_id);
      this.listed(ids);
      for (const state of pipelines) this.#core.book.apply({ ...state, type: 'pipeline_progress' });
    } catch {
      // Requested again after the interval; the connection reports what fails.
    } finally {
      this.#isPolling = false;
    }
  }

  /** The server lists exactly these. */
  listed(ids: readonly string[]): void {
    if (this.#isEnded) return;
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
    this.#isEnded = true;
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
    if (this.#isEnded) return;
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
