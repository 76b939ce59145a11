import type { Platform } from '../connection/Platform.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import { isEnd } from '../protocol/ProgressStatus.js';
import type { PipelineFrame, StageFrame } from '../protocol/ServerFrame.js';
import { call } from '../subscriptions/call.js';
import type { SubscriptionBook } from '../subscriptions/keepBook.js';
import { Subscription } from '../subscriptions/Subscription.js';

/** Gets the user's own pipelines, oldest first, whenever one of them changes. */
export type MineListener = (pipelines: readonly PipelineState[]) => void;

/** Ended pipelines that are kept in the list though nobody else watches them. */
const keptEnds = 100;
/** The list is told at most so often, in milliseconds: about a frame. */
const tellMs = 16;

/** The user's own pipelines: all under way, and those that ended while they were watched. One `subscribe_user` brings them. */
export class Mine {
  readonly #platform: Platform;
  readonly #userId: string;
  readonly #book: SubscriptionBook;
  readonly #listeners = new Set<MineListener>();
  #list: readonly PipelineState[] = [];
  #cancelTell: (() => void) | undefined;

  constructor(platform: Platform, userId: string, book: SubscriptionBook) {
    this.#platform = platform;
    this.#userId = userId;
    this.#book = book;
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  get list(): readonly PipelineState[] {
    return this.#list;
  }

  watch(listener: MineListener): () => void {
    const own: MineListener = (pipelines) => listener(pipelines); // the same function may listen twice
    this.#listeners.add(own);
    this.#book.sync.touch();
    if (this.#list.length > 0) call(own, this.#list);
    for (const subscription of this.#book.all.values()) this.claim(subscription); // the server has nothing new to say of what is held
    return () => {
      if (this.#listeners.delete(own)) this.#book.sync.touch();
    };
  }

  /** Lets go of what it holds once nobody listens any more. */
  flush(): void {
    if (this.isWatched) return;
    this.#cancelTell?.();
    this.#cancelTell = undefined;
    this.#list = [];
    for (const subscription of this.#book.all.values()) this.#leave(subscription);
  }

  /** True for a state of the user's own that is no part of another. */
  #owns({ owner, parent_id }: Pick<PipelineState, 'owner' | 'parent_id'>): boolean {
    return this.isWatched && (owner ?? this.#userId) === this.#userId && parent_id === undefined;
  }

  /** `subscribe_user` brings pipelines that nobody named. */
  adopt(frame: PipelineFrame | StageFrame): Subscription | undefined {
    if (frame.type === 'stage_update' || !this.#owns(frame)) return undefined;
    const subscription = new Subscription(frame.pipeline_id);
    const { all, sync } = this.#book;
    all.set(subscription.id, subscription);
    subscription.mine = true;
    subscription.sent = '{}';
    sync.touch(subscription);
    return subscription;
  }

  /** Takes a pipeline that is watched anyway into the list, where it is one of the user's and under way. */
  claim(subscription: Subscription): void {
    const state = subscription.held?.state;
    if (!state || subscription.mine || isEnd(state.status) || !this.#owns(state)) return;
    subscription.mine = true;
    this.#book.sync.touch(subscription);
    this.changed();
  }

  /** Tells the listeners soon, once for all that changes until then. */
  changed(): void {
    if (this.isWatched) this.#cancelTell ??= this.#platform.delay(() => this.#tell(), tellMs);
  }

  drop(subscription: Subscription): void {
    if (this.#leave(subscription)) this.changed();
  }

  #leave(subscription: Subscription): boolean {
    const { mine } = subscription;
    subscription.mine = false;
    if (mine) this.#book.sync.touch(subscription);
    return mine;
  }

  #tell(): void {
    this.#cancelTell = undefined;
    const mine = [...this.#book.all.values()].filter((one) => one.mine && one.held);
    const ends = mine.filter((one) => one.watchers.size === 0 && one.held && isEnd(one.held.state.status));
    for (const subscription of ends.slice(0, -keptEnds)) this.#leave(subscription);
    const states = mine.flatMap((one) => (one.mine && one.held ? [one.held.shown] : []));
    this.#list = states.sort((a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : 0));
    for (const listener of [...this.#listeners]) call(listener, this.#list);
  }
}
