import { call } from '../platform/call.js';
import type { Platform } from '../platform/Platform.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { Position } from '../protocol/Position.js';
import { readState } from '../protocol/parseFrame.js';
import { isEnd } from '../protocol/ProgressStatus.js';
import type { ErrorFrame, ProgressFrames, SubscribedFrame } from '../protocol/ServerFrame.js';
import { unmoved, type Merged } from '../state/Held.js';
import { merge } from '../state/merge.js';
import type { Mending } from './Mending.js';
import type { OwnPipelines } from './OwnPipelines.js';
import { positionsOf } from './positionsOf.js';
import { Subscription, type Watcher } from './Subscription.js';
import { syncSubscriptions, type SubscriptionSync } from './syncSubscriptions.js';
import type { AbsenceReason, StateListener, WatchOptions } from './WatchOptions.js';

/** The subscriptions and their held states. Only the count of listeners frees a subscription. */
export interface SubscriptionBook {
  readonly counts: { heals: number; conflated: number; ignored: number; transitionsSkipped: number };
  /** By id. */
  readonly all: Map<string, Subscription>;
  readonly sync: SubscriptionSync;
  /** The user's own pipelines, once they were requested. */
  mine?: OwnPipelines;
  /** Requests again what is missing, once it is loaded. */
  mending?: Mending;
  /** All watched pipelines, each with the position that is held; `withStages`: the stages of all are requested. */
  positions(withStages?: boolean): Readonly<Record<string, Position | null>>;
  watch(id: string, listener: StateListener, options: WatchOptions): () => void;
  disconnected(): void;
  /** Merges a state or a change. */
  apply(frame: ProgressFrames): void;
  confirmed(frame: SubscribedFrame): void;
  /** A poll was answered in full: what it did not refuse is accepted. */
  polled(): void;
  refused(error: ErrorFrame): void;
  /** The pipeline can no longer be seen. The listeners stay, because it may exist again. */
  lost(id: string, reason: AbsenceReason): void;
}

export function keepBook(send: (frame: ClientFrame) => void, platform: Platform): SubscriptionBook {
  const all = new Map<string, Subscription>();
  const counts = { heals: 0, conflated: 0, ignored: 0, transitionsSkipped: 0 };

  let polls = 0;

  /** The server refuses nothing about it any more. */
  const grant = (subscription: Subscription): void => {
    if (subscription.refusedIn === undefined) return;
    subscription.refusedIn = undefined;
    for (const { options } of [...subscription.watchers]) call(options.onErrorOver);
  };

  /** Shows the state, and once for each attempt its end. */
  const show = (watcher: Watcher, { held }: Subscription): void => {
    if (!held) return;
    const { status, created_at, attempt } = held.shown;
    call(watcher.listener, held.shown);
    const end = isEnd(status) ? `${created_at} ${attempt}` : undefined;
    if (end !== undefined && end !== watcher.endSeen) call(watcher.options.onEnd, held.shown);
    watcher.endSeen = end;
  };

  const notify = (subscription: Subscription, { raised, skipped }: Merged): void => {
    const { watchers, held } = subscription;
    if (!held) return;
    for (const watcher of [...watchers]) {
      if (!watchers.has(watcher)) continue;
      show(watcher, subscription);
      const { options } = watcher;
      if (skipped > 0) call(options.onTransitionsSkipped, skipped, held.shown);
      for (const transition of raised) call(options.onTransition, transition, held.shown);
    }
  };

  /** `sent`: what the server goes on with, because it waits. */
  const lost = (id: string, reason: AbsenceReason, sent?: string): void => {
    const subscription = all.get(id);
    book.mine?.isReleased(id);
    if (!subscription) return;
    const { held, absent, watchers } = subscription;
    book.mending?.forget(subscription);
    subscription.sent = sent;
    subscription.held = undefined;
    subscription.absent = reason;
    book.mine?.drop(subscription);
    for (const { listener, options } of [...watchers]) {
      if (held) call(listener, undefined);
      if (absent !== reason && !(options.wait && reason === 'not_found')) call(options.onNotFound, reason);
    }
    if (reason !== 'not_found') for (const one of all.values()) if (one.isCrowded) sync.touch(one); // capacity is free
  };

  const book: SubscriptionBook = {
    all,
    counts,
    get sync() {
      return sync;
    },

    positions: (withStages) => positionsOf(all.values(), withStages),

    watch(id, listener, options) {
      const subscription = all.get(id) ?? new Subscription(id);
      all.set(id, subscription);
      const watcher: Watcher = { listener, options };
      subscription.watchers.add(watcher);
      const known = options.known && readState(options.known);
      // A copy does not show again what the server has withdrawn, and a state without a position is none.
      const isNews = !subscription.held && !subscription.absent && known?.pipeline_id === id && known.version > 0;
      if (isNews) subscription.held = { state: known, shown: known, whole: known.stages.length > 0 };
      subscription.absent = undefined;
      // The server waits, and this listener does not: the answer to another request is for it.
      if (subscription.isAwaited && !subscription.held && !options.wait) subscription.sent = undefined;
      sync.touch(subscription);
      if (isNews) {
        // The server sends nothing about it while it does not change: all who wait for it get it here.
        book.mine?.claim(subscription);
        notify(subscription, unmoved(subscription.held));
      } else show(watcher, subscription);
      return () => {
        if (subscription.watchers.delete(watcher)) sync.touch(subscription);
      };
    },

    disconnected() {
      sync.disconnected();
      book.mending?.disconnected();
    },

    apply(frame) {
      const subscription = all.get(frame.pipeline_id) ?? book.mine?.adopt(frame);
      const before = subscription?.held;
      const merged = subscription && merge(before, frame, subscription.askedWhole);
      if (!merged || merged.ignored) return void counts.ignored++;

      const after = (subscription.held = merged.held);
      // Versions between two states that were superseded by newer ones.
      const passed = (after?.state.version ?? 0) - (before?.state.version ?? 0) - 1;
      if (before?.state.epoch === after?.state.epoch) counts.conflated += Math.max(0, passed);
      counts.transitionsSkipped += merged.skipped;
      if (after !== before) subscription.absent = undefined;
      if (sync.isLive && !('provisional' in frame && frame.provisional)) {
        if (merged.behind) book.mending?.miss(subscription, frame);
        else book.mending?.check(subscription);
      }
      book.mine?.claim(subscription);
      if (after?.shown !== before?.shown) notify(subscription, merged);
    },

    confirmed(frame) {
      const subscription = all.get(frame.pipeline_id);
      if (!subscription) return;
      const { held, sent, waits, watchers } = subscription;
      // What has ended stays shown, though the server has forgotten it.
      subscription.isAwaited = !frame.epoch && !(held && isEnd(held.state.status));
      if (subscription.isAwaited) {
        // The server waits as soon as one listener on this connection does.
        lost(subscription.id, 'not_found', waits ? sent : undefined);
        if (!waits) return;
      }
      grant(subscription);
      const areWaiting = [...watchers].every(({ options }) => options.wait);
      if (!subscription.isAwaited || areWaiting) subscription.absent = undefined;
      // Whatever was thought to exist: this is the newest that does.
      subscription.goal = undefined;
      subscription.askedWhole = false;
      if (frame.epoch) book.mending?.miss(subscription, frame, true);
      else book.mending?.check(subscription);
    },

    polled() {
      for (const subscription of all.values()) if ((subscription.refusedIn ?? Infinity) < polls) grant(subscription);
      polls++;
    },

    refused(error) {
      const { code, pipeline_id = '' } = error;
      const subscription = all.get(pipeline_id);
      if (code === 'not_found') return lost(pipeline_id, code);
      if (subscription && code === 'too_many_subscriptions') {
        subscription.sent = undefined;
        subscription.isCrowded = true; // requested again as soon as another one is released
      }
      if (subscription) subscription.refusedIn = polls;
      for (const { options } of [...(subscription?.watchers ?? [])]) call(options.onError, error);
      book.mending?.refused(code, subscription);
    },

    lost,
  };

  const sync = syncSubscriptions(
    {
      all,
      send,
      released: (subscription) => {
        book.mending?.forget(subscription);
        if (subscription.sent !== undefined) book.mine?.released(subscription.id);
      },
      get mine() {
        return book.mine;
      },
    },
    platform,
  );
  return book;
}
