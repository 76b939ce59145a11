import { call } from '../platform/call.js';
import type { Platform } from '../platform/Platform.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import { isEnd } from '../protocol/ProgressStatus.js';
import { richest, sentDetail } from '../protocol/ProgressDetail.js';
import type { ProgressFrames, StatusFrame } from '../protocol/ServerFrame.js';
import type { SubscriptionBook } from '../subscriptions/keepBook.js';
import type { MineListener, MineOptions } from '../subscriptions/MineOptions.js';
import type { OwnPipelines } from '../subscriptions/OwnPipelines.js';
import { Subscription, type Watcher } from '../subscriptions/Subscription.js';

/** Ended pipelines that are kept in the list though nobody else watches them. */
const keptEnds = 100;
/** So many that were left are remembered at most. */
const keptReleases = 1_000;
/** The lowest rate that the server accepts; used when nobody listens any more. */
const leastHz = 0.1;
/** The shortest time between two calls of the listeners, in milliseconds: about a frame. */
const notifyMs = 16;
/** After so many heartbeats all states count as sent, if nothing else shows it. */
const enoughBeats = 2;

/**
 * The user's own pipelines: all that are running, and those that ended while they were watched. One `subscribe_user`
 * requests them.
 */
export class OwnPipelineList implements OwnPipelines {
  readonly #platform: Platform;
  readonly #userId: string;
  readonly #book: SubscriptionBook;
  readonly #listeners = new Map<MineListener, MineOptions>();
  /** Listens to each of them, as its own listeners want it. */
  readonly #watcher: Watcher;
  #list: readonly PipelineState[] = [];
  #isKnown = false;
  /** The server subscribed to these and has not sent their states yet; undefined until the server has named them. */
  #pending: Set<string> | undefined;
  #beats = 0;
  /** Nobody listens to these any more, and the server may still send what it was asked for. */
  readonly #released = new Set<string>();
  #cancelNotify: (() => void) | undefined;

  constructor(platform: Platform, userId: string, book: SubscriptionBook) {
    this.#platform = platform;
    this.#userId = userId;
    this.#book = book;
    const all = (): readonly MineOptions[] => [...this.#listeners.values()];
    this.#watcher = {
      listener: () => this.changed(),
      options: {
        get detail() {
          return richest(all().map(({ detail }) => detail));
        },
        get maxHz() {
          return Math.max(leastHz, ...all().map(({ maxHz }) => maxHz ?? Infinity));
        },
      },
    };
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  get asks(): string | undefined {
    return this.isWatched ? JSON.stringify({ type: 'subscribe_user', ...this.#kind }) : undefined;
  }

  /** The further fields of its message, as `syncSubscriptions` sends them beside an id. */
  get #kind(): { readonly detail: ReturnType<typeof sentDetail>; readonly max_hz: number | undefined } {
    const { detail, maxHz = Infinity } = this.#watcher.options;
    return { detail: sentDetail(detail ?? 'stages'), max_hz: maxHz < Infinity ? maxHz : undefined };
  }

  get list(): readonly PipelineState[] | undefined {
    return this.#isKnown || this.#list.length > 0 ? this.#list : undefined;
  }

  watch(listener: MineListener, options: MineOptions): () => void {
    const own: MineListener = (pipelines) => listener(pipelines); // the same function may listen twice
    this.#listeners.set(own, options);
    this.#book.sync.touchAll();
    if (this.list) call(own, this.list);
    // The server sends nothing new about a held state.
    for (const subscription of this.#book.all.values()) this.claim(subscription);
    return () => {
      if (this.#listeners.delete(own)) this.#book.sync.touchAll();
    };
  }

  flush(): void {
    if (this.isWatched) return;
    this.#cancelNotify?.();
    this.#cancelNotify = this.#pending = undefined;
    this.#isKnown = false;
    this.#list = [];
    for (const subscription of this.#book.all.values()) this.#leave(subscription);
  }

  asked(): void {
    this.#pending = undefined;
    this.#beats = 0;
    this.#released.clear();
  }

  read({ subscriptions = [] }: StatusFrame): void {
    this.#pending = new Set(subscriptions.filter((id) => !this.#book.all.has(id)));
    this.#look();
  }

  isBeat(): void {
    if (++this.#beats >= enoughBeats) this.isComplete();
  }

  isComplete(): void {
    if (this.#isKnown || !this.isWatched) return;
    this.#isKnown = true;
    this.changed();
  }

  adopt(frame: ProgressFrames): Subscription | undefined {
    if (frame.type !== 'pipeline_progress' || !this.#owns(frame)) return undefined;
    if (isEnd(frame.status) && this.#released.has(frame.pipeline_id)) return undefined;
    const subscription = new Subscription(frame.pipeline_id);
    const { all, sync } = this.#book;
    all.set(subscription.id, subscription);
    this.#take(subscription);
    subscription.sent = JSON.stringify(this.#kind);
    sync.touch(subscription);
    this.#pending?.delete(subscription.id);
    this.#look();
    return subscription;
  }

  claim(subscription: Subscription): void {
    const state = subscription.held?.state;
    if (!state || subscription.mine || isEnd(state.status) || !this.#owns(state)) return;
    this.#take(subscription);
    this.#book.sync.touch(subscription);
    this.changed();
  }

  /** Calls the listeners soon, once for all changes until then. */
  changed(): void {
    if (this.isWatched) this.#cancelNotify ??= this.#platform.delay(() => this.#notify(), notifyMs);
  }

  released(id: string): void {
    if (this.#released.size >= keptReleases) this.#released.clear();
    this.#released.add(id);
  }

  isReleased(id: string): void {
    this.#released.delete(id);
  }

  drop(subscription: Subscription): void {
    if (this.#leave(subscription)) this.changed();
  }

  #look(): void {
    if (this.#pending?.size === 0) this.isComplete();
  }

  /** True for a state of the user's own that is no part of another. */
  #owns({ owner, parent_id }: Pick<PipelineState, 'owner' | 'parent_id'>): boolean {
    return this.isWatched && (owner ?? this.#userId) === this.#userId && parent_id === undefined;
  }

  #take(subscription: Subscription): void {
    subscription.mine = true;
    subscription.watchers.add(this.#watcher);
  }

  #leave(subscription: Subscription): boolean {
    if (!subscription.mine) return false;
    subscription.mine = false;
    subscription.watchers.delete(this.#watcher);
    this.#book.sync.touch(subscription);
    return true;
  }

  #notify(): void {
    this.#cancelNotify = undefined;
    const before = this.list;
    const mine = [...this.#book.all.values()].filter((one) => one.mine && one.held);
    const ends = mine.filter((one) => one.watchers.size === 1 && one.held && isEnd(one.held.state.status));
    for (const subscription of ends.slice(0, -keptEnds)) this.#leave(subscription);
    const states = mine.flatMap((one) => (one.mine && one.held ? [one.held.shown] : []));
    this.#list = states.sort((a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : 0));
    const { list = before && [] } = this;
    if (list) for (const listener of [...this.#listeners.keys()]) call(listener, list);
  }
}
