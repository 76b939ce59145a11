import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import { isEnd } from '../protocol/ProgressStatus.js';
import type { PipelineFrame, StageFrame } from '../protocol/ServerFrame.js';
import { call } from './call.js';
import type { Subscription } from './Subscription.js';

/** Gets the user's own pipelines, oldest first, whenever one of them changes. */
export type MineListener = (pipelines: readonly PipelineState[]) => void;

/** Ended pipelines that are kept in the list though nobody else watches them. */
const keptEnds = 100;

/** The user's own pipelines: all under way, and those that ended while they were watched. One `subscribe_user` brings them. */
export class Mine {
  readonly #userId: string;
  readonly #subscriptions: ReadonlyMap<string, Subscription>;
  readonly #touch: (id: string) => void;
  readonly #listeners = new Set<MineListener>();
  #asked = false;
  #list: readonly PipelineState[] = [];
  #scheduled = false;

  constructor(userId: string, subscriptions: ReadonlyMap<string, Subscription>, touch: (id: string) => void) {
    this.#userId = userId;
    this.#subscriptions = subscriptions;
    this.#touch = touch;
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
    this.#touch('');
    if (this.#list.length > 0) call(own, this.#list);
    return () => {
      if (this.#listeners.delete(own)) this.#touch('');
    };
  }

  connected(send: (frame: ClientFrame) => void): void {
    this.#asked = this.isWatched;
    if (this.#asked) send({ type: 'subscribe_user' });
  }

  disconnected(): void {
    this.#asked = false;
  }

  /** Says to the server what changed. `sent` forgets what the server forgets with the user's subscription. */
  flush(live: boolean, send: (frame: ClientFrame) => void, sent: Map<string, string>): void {
    const asks = live && this.isWatched;
    if (asks !== this.#asked) send({ type: asks ? 'subscribe_user' : 'unsubscribe_user' });
    this.#asked = asks;
    if (this.isWatched) return;
    this.#list = [];
    for (const subscription of this.#subscriptions.values()) {
      if (!subscription.mine) continue;
      subscription.mine = false;
      if (subscription.isNeeded) sent.delete(subscription.id);
      this.#touch(subscription.id);
    }
  }

  /** True for a state that only the user's subscription can have brought. */
  brings(frame: PipelineFrame | StageFrame): boolean {
    if (!this.isWatched || frame.type === 'stage_update') return false;
    return (frame.owner ?? this.#userId) === this.#userId && frame.parent_id === undefined;
  }

  /** Takes a pipeline that is watched anyway into the list, where it is one of the user's; true if it was not there before. */
  claims(subscription: Subscription, frame: PipelineFrame | StageFrame): boolean {
    const state = subscription.held?.state;
    if (!this.isWatched || subscription.mine || frame.type === 'stage_update' || !state) return false;
    const own = state.owner === this.#userId && state.parent_id === undefined && !isEnd(state.status);
    subscription.mine = own;
    if (own) this.changed();
    return own;
  }

  drop(subscription: Subscription): void {
    if (!subscription.mine) return;
    subscription.mine = false;
    if (subscription.watchers.size === 0) this.#touch(subscription.id);
    this.changed();
  }

  /** Tells the listeners, once for all that changes in this turn. */
  changed(): void {
    if (this.#scheduled || !this.isWatched) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#list = this.#collect();
      for (const listener of [...this.#listeners]) call(listener, this.#list);
    });
  }

  #collect(): readonly PipelineState[] {
    const mine = [...this.#subscriptions.values()].filter((subscription) => subscription.mine && subscription.shown);
    const ends = mine.filter(({ shown, watchers }) => shown && isEnd(shown.status) && watchers.size === 0);
    for (const subscription of ends.slice(0, -keptEnds)) {
      subscription.mine = false;
      this.#touch(subscription.id);
    }
    const states = mine.flatMap(({ mine: kept, shown }) => (kept && shown ? [shown] : []));
    return states.sort((a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : 0));
  }
}
