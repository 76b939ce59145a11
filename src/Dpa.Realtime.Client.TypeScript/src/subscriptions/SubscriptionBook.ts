import type { Platform } from '../connection/Platform.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { Position } from '../protocol/Position.js';
import type { ErrorFrame, PipelineFrame, StageFrame, SubscribedFrame } from '../protocol/ServerFrame.js';
import type { Held, Merged } from '../state/Held.js';
import { merge } from '../state/merge.js';
import { call } from './call.js';
import { Healer } from './Healer.js';
import { Mine } from './Mine.js';
import { Subscription, type Watcher } from './Subscription.js';
import { SubscriptionSync } from './SubscriptionSync.js';
import type { AbsenceReason, StateListener, WatchOptions } from './WatchOptions.js';

/** How long after a refusal that may pass a subscription is asked for again, in milliseconds. */
const retryMs = 2_000;

/** What is listened to and what is held of it: frames go in, listeners are told. Only the count of listeners frees a subscription. */
export class SubscriptionBook {
  readonly counts = { heals: 0, conflated: 0, ignored: 0, transitionsSkipped: 0 };
  readonly mine: Mine;
  readonly sync: SubscriptionSync;
  readonly #platform: Platform;
  readonly #healer: Healer;
  readonly #subscriptions = new Map<string, Subscription>();
  #cancelRetry: (() => void) | undefined;

  constructor(platform: Platform, userId: string, send: (frame: ClientFrame) => void) {
    this.#platform = platform;
    this.#healer = new Healer(platform, (subscription, whole) => {
      this.counts.heals++;
      this.sync.subscribe([subscription], whole);
    });
    this.mine = new Mine(platform, userId, this.#subscriptions, (subscription) => this.sync.touch(subscription));
    this.sync = new SubscriptionSync(send, this.#subscriptions, this.mine, (subscription) => this.#healer.forget(subscription));
  }

  watch(id: string, listener: StateListener, options: WatchOptions): () => void {
    const subscription = this.#subscriptions.get(id) ?? this.#add(id);
    const watcher: Watcher = { listener, options };
    subscription.watchers.add(watcher);
    subscription.absent = undefined;
    this.sync.touch(subscription);
    if (subscription.held) call(listener, subscription.held.shown);
    return () => {
      if (subscription.watchers.delete(watcher)) this.sync.touch(subscription);
    };
  }

  get(id: string): Subscription | undefined {
    return this.#subscriptions.get(id);
  }

  /** Everything that is watched, for requests over HTTP. */
  positions(): Readonly<Record<string, Position | null>> {
    const needed = [...this.#subscriptions.values()].filter((subscription) => subscription.isNeeded);
    return Object.fromEntries(needed.map((subscription) => [subscription.id, subscription.since ?? null]));
  }

  disconnected(): void {
    this.sync.disconnected();
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    for (const subscription of this.#subscriptions.values()) this.#healer.forget(subscription);
  }

  /** Takes in a state or a change. */
  apply(frame: PipelineFrame | StageFrame): void {
    const subscription = this.#subscriptions.get(frame.pipeline_id) ?? this.#adopt(frame);
    const before = subscription?.held;
    const merged = subscription && merge(before, frame, subscription.askedWhole);
    if (!merged || merged.ignored) return void this.counts.ignored++;

    subscription.held = merged.held;
    this.counts.conflated += leftOut(before, merged.held);
    this.counts.transitionsSkipped += merged.skipped;
    if (merged.held !== before) subscription.absent = undefined;
    if (this.sync.isLive && !frame['provisional']) {
      if (merged.behind) this.#healer.miss(subscription, positionOf(frame));
      else this.#healer.check(subscription);
    }
    this.mine.claim(subscription);
    if (merged.held?.shown !== before?.shown) this.#tell(subscription, merged);
  }

  confirmed(frame: SubscribedFrame): void {
    const subscription = this.#subscriptions.get(frame.pipeline_id);
    if (!subscription) return;
    // Others on the same stream wait, so the server waits for this one too.
    if (frame.version === 0 && !subscription.held && !subscription.waits) return this.lost(subscription.id, 'not_found');
    subscription.absent = subscription.goal = undefined; // whatever was thought to exist: this is the newest that does
    subscription.askedWhole = false;
    if (frame.version > 0) this.#healer.miss(subscription, positionOf(frame));
    else this.#healer.check(subscription);
  }

  /** The server's bookmarks: what it has sent, and so should be here. */
  marked(marks: Readonly<Record<string, string>>): void {
    for (const id in marks) {
      const subscription = this.#subscriptions.get(id);
      const [epoch = '', version] = String(marks[id]).split(':');
      const position = { epoch, version: Number(version) };
      if (subscription) this.#healer.miss(subscription, position);
    }
  }

  refused(error: ErrorFrame): void {
    const { code, pipeline_id = '' } = error;
    const subscription = this.#subscriptions.get(pipeline_id);
    if (code === 'not_found') return this.lost(pipeline_id, code);
    for (const { options } of [...(subscription?.watchers ?? [])]) call(options.onError, error);
    // Nobody knows which message was not read.
    if (code === 'rate_limited') this.sync.forget();
    else if (code !== 'backplane_unavailable' || !subscription) return;
    else subscription.sent = undefined;
    this.#cancelRetry ??= this.#platform.delay(() => {
      this.#cancelRetry = undefined;
      this.sync.touchAll();
    }, retryMs);
  }

  /** There is nothing to see any more. The listeners stay: it may come back. */
  lost(id: string, reason: AbsenceReason): void {
    const subscription = this.#subscriptions.get(id);
    if (!subscription) return;
    const { held, absent, watchers } = subscription;
    this.#healer.forget(subscription);
    subscription.sent = subscription.held = undefined;
    subscription.absent = reason;
    this.mine.drop(subscription);
    for (const { listener, options } of [...watchers]) {
      if (held) call(listener, undefined);
      if (absent !== reason && !(options.wait && reason === 'not_found')) call(options.onNotFound, reason);
    }
  }

  #add(id: string): Subscription {
    const subscription = new Subscription(id);
    this.#subscriptions.set(id, subscription);
    return subscription;
  }

  /** `subscribe_user` brings pipelines that nobody named. */
  #adopt(frame: PipelineFrame | StageFrame): Subscription | undefined {
    if (frame.type === 'stage_update' || !this.mine.owns(frame)) return undefined;
    const subscription = this.#add(frame.pipeline_id);
    subscription.mine = true;
    this.sync.brought(subscription);
    return subscription;
  }

  #tell({ watchers, held, mine }: Subscription, { raised, skipped }: Merged): void {
    if (!held) return;
    for (const watcher of [...watchers]) {
      if (!watchers.has(watcher)) continue;
      const { listener, options } = watcher;
      call(listener, held.shown);
      if (skipped > 0) call(options.onTransitionsSkipped, skipped, held.shown);
      for (const transition of raised) call(options.onTransition, transition, held.shown);
    }
    if (mine) this.mine.changed();
  }
}

function positionOf({ epoch, version }: Position): Position {
  return { epoch, version };
}

/** Versions between two states that newer ones stood in for. */
function leftOut(before: Held | undefined, after: Held | undefined): number {
  if (!before || !after || before.state.epoch !== after.state.epoch) return 0;
  return Math.max(0, after.state.version - before.state.version - 1);
}
