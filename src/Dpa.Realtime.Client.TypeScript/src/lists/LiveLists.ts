import { backoffDelay, defaultBackoff } from '../connection/backoff.js';
import type { LiveQuery } from '../protocol/PipelineQuery.js';
import type { ErrorFrame, ServerFrame } from '../protocol/ServerFrame.js';
import type { MineListener } from '../subscriptions/MineOptions.js';
import type { ConnectedLists, ListHost } from './ListHost.js';
import { LiveList } from './LiveList.js';

/** A list that the server cannot answer now is requested again after this time, in milliseconds. */
const againMs = 2_000;
/** While there is no socket, each list is requested after this time, in milliseconds, unless an option sets it. */
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
class LiveLists implements ConnectedLists {
  readonly #core: ListHost;
  readonly #all = new Map<string, LiveList>();
  #last = 0;
  /** The connection on which the lists were requested last. */
  #asked: string | undefined;
  /** Ends the round of requests that is under way or planned. */
  #cancelPoll: (() => void) | undefined;
  /** Rounds in a row in which something failed. */
  #failures = 0;
  /** Nothing is requested over HTTP before. */
  #restsUntil = 0;
  /** Those that are about to be requested again. */
  readonly #retried = new Set<LiveList>();

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
    if (this.#cancelPoll && this.#restMs <= 0) void list.poll();
    this.#connected();
    if (asked !== undefined && asked === this.#asked) list.ask(); // not with all of them
    return () => this.#end(list);
  }

  up(): void {
    this.#connected();
  }

  /** Whoever answers from now on knows of no list. */
  down(): void {
    this.#asked = undefined;
  }

  #end(list: LiveList): void {
    if (!this.#all.delete(list.id)) return;
    list.end();
    this.#core.send({ type: 'unsubscribe_query', query_id: list.id });
    if (list.isCrowded) return;
    for (const one of this.#all.values()) if (one.isCrowded) return one.ask(); // a place is free
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

  get #restMs(): number {
    return this.#restsUntil - this.#core.platform.now();
  }

  #poll(): void {
    if (this.#cancelPoll || this.#all.size === 0) return;
    const { platform } = this.#core;
    let isOver = false;
    let cancel = (): void => {};
    const rest = (ms: number): void => {
      cancel = platform.delay(() => {
        this.#cancelPoll = undefined;
        this.#connected();
      }, ms);
    };
    this.#cancelPoll = () => {
      isOver = true;
      cancel();
    };
    if (this.#restMs > 0) return rest(this.#restMs);
    const polls = Promise.all([...this.#all.values()].map((list) => list.poll()));
    void polls.then((waits) => {
      const pauses = this.#pauses(waits.filter((ms) => ms !== undefined));
      this.#restsUntil = platform.now() + Math.max(0, ...pauses);
      if (!isOver) rest(Math.max(this.#core.context.options.pollIntervalMs ?? pollMs, ...pauses));
    });
  }

  /** What the server asks for, and a backoff. */
  #pauses(failed: readonly number[]): readonly number[] {
    const { context, platform } = this.#core;
    this.#failures = failed.length > 0 ? this.#failures + 1 : 0;
    if (failed.length === 0) return [];
    return [
      ...failed,
      backoffDelay(this.#failures, platform.random(), { ...defaultBackoff, ...context.options.backoff }),
    ];
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
    if (!list || error.pipeline_id !== undefined) return; // that is about one pipeline
    if (error.code !== 'backplane_unavailable' && error.code !== 'application_unavailable') return list.refused(error);
    if (this.#retried.has(list)) return;
    this.#retried.add(list);
    this.#core.platform.delay(() => {
      this.#retried.delete(list);
      if (this.#all.has(list.id)) list.ask();
    }, againMs);
  }
}
