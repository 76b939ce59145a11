import { call } from '../platform/call.js';
import type { LiveQuery } from '../protocol/PipelineQuery.js';
import type { ErrorFrame, ServerFrame } from '../protocol/ServerFrame.js';
import type { MineListener } from '../subscriptions/MineOptions.js';
import type { ListHost } from './ListHost.js';
import { LiveList } from './LiveList.js';

/** A list that the server cannot answer now is requested again after this time, in milliseconds. */
const againMs = 2_000;
/** While there is no socket, each list is requested after this time, in milliseconds. */
const pollMs = 2_000;

/** Begins a live list; returns a function that ends it. */
export function watchQuery(core: ListHost, listener: MineListener, query: LiveQuery): () => void {
  const lists = (core.lists ??= new LiveLists(core)) as LiveLists;
  return lists.watch(listener, query);
}

/**
 * The live lists of a client. The server names what each lists; what is listed is then watched like anything else, so
 * that it heals, and is shared with other tabs, in the same way.
 */
class LiveLists {
  readonly #core: ListHost;
  readonly #all = new Map<string, LiveList>();
  #last = 0;
  /** The connection on which the lists were requested last. */
  #asked: string | undefined;
  #cancelPoll: (() => void) | undefined;

  constructor(core: ListHost) {
    this.#core = core;
    core.tap = (frame) => this.#receive(frame);
    // After this turn: a tab that has just found its leader can send only then.
    core.connectionListeners.add(() => queueMicrotask(() => this.#connected()));
  }

  watch(listener: MineListener, query: LiveQuery): () => void {
    const list = new LiveList(`q${++this.#last}`, this.#core, listener, query);
    this.#all.set(list.id, list);
    const asked = this.#asked;
    if (this.#cancelPoll) void list.poll();
    this.#connected();
    if (asked !== undefined && asked === this.#asked) list.ask(); // not with all of them
    return () => this.#end(list);
  }

  #end(list: LiveList): void {
    if (!this.#all.delete(list.id)) return;
    list.end();
    this.#core.send({ type: 'unsubscribe_query', query_id: list.id });
  }

  #connected(): void {
    const { status, reconnects } = this.#core.connection;
    const isLive = status === 'live';
    const connection = isLive ? `${reconnects}` : undefined;
    if (isLive && connection !== this.#asked) for (const list of this.#all.values()) list.ask();
    this.#asked = connection;
    if (status === 'streaming' || status === 'polling') this.#poll();
    else this.#stop();
  }

  #poll(): void {
    if (this.#cancelPoll || this.#all.size === 0) return;
    for (const list of this.#all.values()) void list.poll();
    this.#cancelPoll = this.#core.platform.delay(() => {
      this.#cancelPoll = undefined;
      this.#connected();
    }, pollMs);
  }

  #stop(): void {
    this.#cancelPoll?.();
    this.#cancelPoll = undefined;
  }

  #receive(frame: ServerFrame | undefined): void {
    if (frame?.type === 'query') this.#all.get(frame.query_id)?.listed(frame.pipeline_ids);
    else if (frame?.type === 'error') this.#refused(frame);
  }

  #refused(error: ErrorFrame): void {
    const list = this.#all.get(error.request_id ?? '');
    if (!list) return;
    if (error.code === 'backplane_unavailable' || error.code === 'application_unavailable') {
      this.#core.platform.delay(() => this.#all.has(list.id) && list.ask(), againMs);
      return;
    }
    call(list.query.onError, error);
  }
}
