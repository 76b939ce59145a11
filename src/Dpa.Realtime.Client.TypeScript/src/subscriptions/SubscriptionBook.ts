import type { Platform } from '../connection/Platform.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import type { Position } from '../protocol/Position.js';
import type { ErrorFrame, PipelineFrame, StageFrame, SubscribedFrame } from '../protocol/ServerFrame.js';
import { comparePositions } from '../state/comparePositions.js';
import type { Held, Merged } from '../state/Held.js';
import { merge } from '../state/merge.js';
import { call } from './call.js';
import { Healer } from './Healer.js';
import { Mine, type MineListener } from './Mine.js';
import { Subscription, type Watcher } from './Subscription.js';
import { askFor, SubscriptionSync } from './SubscriptionSync.js';
import { newTally } from './Tally.js';
import type { AbsenceReason, StateListener, WatchOptions } from './WatchOptions.js';

/** How long after a refusal that may pass a subscription is asked for again. */
const retryMs = 2_000;

/** What is listened to and what is held of it: frames go in, listeners are told. Only the count of listeners frees a subscription. */
export class SubscriptionBook {
  readonly tally = newTally();
  readonly #platform: Platform;
  readonly #healer: Healer;
  readonly #mine: Mine;
  readonly #sync: SubscriptionSync;
  readonly #subscriptions = new Map<string, Subscription>();

  constructor(platform: Platform, userId: string, send: (frame: ClientFrame) => void) {
    this.#platform = platform;
    this.#healer = new Healer(platform, (subscription, whole) => {
      this.tally.heals++;
      this.#sync.subscribe([askFor(subscription, whole)]);
    });
    this.#mine = new Mine(userId, this.#subscriptions, (id) => this.#sync.touch(id));
    this.#sync = new SubscriptionSync(send, this.#subscriptions, this.#mine, (subscription) => this.#healer.forget(subscription));
  }

  watch(id: string, listener: StateListener, options: WatchOptions): () => void {
    if (options.signal?.aborted) return () => {};
    let subscription = this.#subscriptions.get(id);
    if (!subscription) this.#subscriptions.set(id, (subscription = new Subscription(id)));
    const { watchers, shown } = subscription;
    const watcher: Watcher = { listener, options };
    watchers.add(watcher);
    subscription.absent = undefined;
    this.#sync.touch(id);
    const leave = (): void => {
      options.signal?.removeEventListener('abort', leave);
      if (watchers.delete(watcher)) this.#sync.touch(id);
    };
    options.signal?.addEventListener('abort', leave);
    if (shown) call(listener, shown);
    return leave;
  }

  watchMine(listener: MineListener): () => void {
    return this.#mine.watch(listener);
  }

  get mine(): readonly PipelineState[] {
    return this.#mine.list;
  }

  stateOf(id: string): PipelineState | undefined {
    return this.#subscriptions.get(id)?.shown;
  }

  /** Everything that is watched, for polling. */
  positions(): Readonly<Record<string, Position | null>> {
    const needed = [...this.#subscriptions.values()].filter((subscription) => subscription.isNeeded);
    return Object.fromEntries(needed.map((subscription) => [subscription.id, subscription.since ?? null]));
  }

  connected(maxMessageBytes: number | undefined): void {
    this.#sync.connected(maxMessageBytes);
  }

  disconnected(): void {
    this.#sync.disconnected();
    for (const subscription of this.#subscriptions.values()) this.#healer.forget(subscription);
  }

  /** Takes in a state or a change, from the socket or (`polled`) over HTTP. */
  apply(frame: PipelineFrame | StageFrame, polled = false): void {
    const id = frame.pipeline_id;
    const subscription = this.#subscriptions.get(id) ?? (polled ? undefined : this.#adopt(frame));
    if (!subscription) return void this.tally.ignored++;
    const before = subscription.held;
    const merged = merge(before, frame, subscription.heals > 1);
    if (merged.ignored) return void this.tally.ignored++;

    subscription.held = merged.held;
    this.tally.conflated += leftOut(before, merged, frame);
    this.tally.transitionsSkipped += merged.skipped;
    if (merged.held) subscription.absent = undefined;
    if (this.#sync.isLive && merged.behind) this.#healer.miss(subscription, frame);
    else if (this.#sync.isLive && !frame['provisional']) this.#healer.check(subscription);
    if (merged.held !== before) this.#tell(subscription, merged);
    if (!polled && this.#mine.claims(subscription, frame)) this.#sync.touch(id);
  }

  confirmed(frame: SubscribedFrame): void {
    const subscription = this.#subscriptions.get(frame.pipeline_id);
    if (!subscription) return;
    // Others on the same stream wait, so the server waits for this one too.
    if (frame.version === 0 && !subscription.held && !subscription.wanted.wait) return this.lost(subscription.id, 'not_found');
    subscription.absent = undefined;
    subscription.goal = undefined; // whatever was thought to exist: this is the newest that does
    const { held } = subscription;
    if (frame.version > 0 && (!held || comparePositions(held.state, frame) < 0)) this.#healer.miss(subscription, frame);
    else this.#healer.check(subscription);
  }

  /** The server's bookmarks: what it has sent, and so should be here. */
  marked(marks: ReadonlyMap<string, Position>): void {
    for (const [id, mark] of marks) {
      const subscription = this.#subscriptions.get(id);
      if (subscription && (!subscription.held || comparePositions(subscription.held.state, mark) < 0)) this.#healer.miss(subscription, mark);
    }
  }

  refused(error: ErrorFrame): void {
    const id = error.pipeline_id ?? '';
    const subscription = this.#subscriptions.get(id);
    if (!subscription) return;
    if (error.code === 'not_found') return this.lost(id, 'not_found');
    for (const { options } of [...subscription.watchers]) call(options.onError, error);
    this.#sync.ended(id);
    const mayPass = error.code === 'backplane_unavailable' || error.code === 'rate_limited';
    if (mayPass) this.#platform.delay(() => this.#sync.touch(id), retryMs);
  }

  /** There is nothing to see any more. The listeners stay: it may come back. */
  lost(id: string, reason: AbsenceReason): void {
    this.#sync.ended(id);
    const subscription = this.#subscriptions.get(id);
    if (!subscription) return;
    const { shown, absent, watchers } = subscription;
    this.#healer.forget(subscription);
    subscription.held = undefined;
    subscription.absent = reason;
    this.#mine.drop(subscription);
    for (const { listener, options } of [...watchers]) {
      if (shown) call(listener, undefined);
      if (absent !== reason && !(options.wait && reason === 'not_found')) call(options.onNotFound, reason);
    }
  }

  /** `subscribe_user` brings pipelines that nobody named. */
  #adopt(frame: PipelineFrame | StageFrame): Subscription | undefined {
    if (!this.#mine.brings(frame)) return undefined;
    const subscription = new Subscription(frame.pipeline_id);
    subscription.mine = true;
    this.#subscriptions.set(subscription.id, subscription);
    this.#sync.brought(subscription);
    return subscription;
  }

  #tell({ watchers, shown }: Subscription, { raised, skipped }: Merged): void {
    for (const watcher of [...watchers]) {
      if (!shown || !watchers.has(watcher)) continue;
      const { listener, options } = watcher;
      call(listener, shown);
      if (skipped > 0) call(options.onTransitionsSkipped, skipped, shown);
      for (const transition of raised) call(options.onTransition, transition, shown);
    }
    this.#mine.changed();
  }
}

/** Versions between two states that newer ones stood in for. */
function leftOut(before: Held | undefined, { held }: Merged, frame: PipelineFrame | StageFrame): number {
  if (!before || !held || before.state.epoch !== held.state.epoch || frame['provisional']) return 0;
  return Math.max(0, held.state.version - before.state.version - 1);
}
