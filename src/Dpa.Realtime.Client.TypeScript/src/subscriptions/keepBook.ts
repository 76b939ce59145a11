import type { Mine } from '../extras/Mine.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { ErrorFrame, PipelineFrame, StageFrame, SubscribedFrame } from '../protocol/ServerFrame.js';
import type { Mending } from '../recovery/mend.js';
import type { Merged } from '../state/Held.js';
import { merge } from '../state/merge.js';
import { call } from './call.js';
import { Subscription, type Watcher } from './Subscription.js';
import { syncSubscriptions, type SubscriptionSync } from './syncSubscriptions.js';
import type { AbsenceReason, StateListener, WatchOptions } from './WatchOptions.js';

/** What is listened to and what is held of it: frames go in, listeners are told. Only the count of listeners frees a subscription. */
export interface SubscriptionBook {
  readonly counts: { heals: number; conflated: number; ignored: number; transitionsSkipped: number };
  /** By id. */
  readonly all: Map<string, Subscription>;
  readonly sync: SubscriptionSync;
  /** The user's own, once they were asked for. */
  mine?: Mine;
  /** Asks again for what is missing, once it is there. */
  mending?: Mending;
  watch(id: string, listener: StateListener, options: WatchOptions): () => void;
  disconnected(): void;
  /** Takes in a state or a change. */
  apply(frame: PipelineFrame | StageFrame): void;
  confirmed(frame: SubscribedFrame): void;
  refused(error: ErrorFrame): void;
  /** There is nothing to see any more. The listeners stay: it may come back. */
  lost(id: string, reason: AbsenceReason): void;
}

export function keepBook(send: (frame: ClientFrame) => void): SubscriptionBook {
  const all = new Map<string, Subscription>();
  const counts = { heals: 0, conflated: 0, ignored: 0, transitionsSkipped: 0 };

  const tell = ({ watchers, held, mine }: Subscription, { raised, skipped }: Merged): void => {
    if (!held) return;
    for (const watcher of [...watchers]) {
      if (!watchers.has(watcher)) continue;
      const { listener, options } = watcher;
      call(listener, held.shown);
      if (skipped > 0) call(options.onTransitionsSkipped, skipped, held.shown);
      for (const transition of raised) call(options.onTransition, transition, held.shown);
    }
    if (mine) book.mine?.changed();
  };

  const lost = (id: string, reason: AbsenceReason): void => {
    const subscription = all.get(id);
    if (!subscription) return;
    const { held, absent, watchers } = subscription;
    book.mending?.forget(subscription);
    subscription.sent = subscription.held = undefined;
    subscription.absent = reason;
    book.mine?.drop(subscription);
    for (const { listener, options } of [...watchers]) {
      if (held) call(listener, undefined);
      if (absent !== reason && !(options.wait && reason === 'not_found')) call(options.onNotFound, reason);
    }
  };

  const book: SubscriptionBook = {
    all,
    counts,
    get sync() {
      return sync;
    },

    watch(id, listener, options) {
      const subscription = all.get(id) ?? new Subscription(id);
      all.set(id, subscription);
      const watcher: Watcher = { listener, options };
      subscription.watchers.add(watcher);
      subscription.absent = undefined;
      sync.touch(subscription);
      if (subscription.held) call(listener, subscription.held.shown);
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
      // Versions between two states that newer ones stood in for.
      if (before?.state.epoch === after?.state.epoch) counts.conflated += Math.max(0, (after?.state.version ?? 0) - (before?.state.version ?? 0) - 1);
      counts.transitionsSkipped += merged.skipped;
      if (after !== before) subscription.absent = undefined;
      if (sync.isLive && !frame['provisional']) {
        if (merged.behind) book.mending?.miss(subscription, frame);
        else book.mending?.check(subscription);
      }
      book.mine?.claim(subscription);
      if (after?.shown !== before?.shown) tell(subscription, merged);
    },

    confirmed(frame) {
      const subscription = all.get(frame.pipeline_id);
      if (!subscription) return;
      // Others on the same stream wait, so the server waits for this one too.
      if (frame.version === 0 && !subscription.held && !subscription.waits) return lost(subscription.id, 'not_found');
      subscription.absent = subscription.goal = undefined; // whatever was thought to exist: this is the newest that does
      subscription.askedWhole = false;
      if (frame.version > 0) book.mending?.miss(subscription, frame, true);
      else book.mending?.check(subscription);
    },

    refused(error) {
      const { code, pipeline_id = '' } = error;
      const subscription = all.get(pipeline_id);
      if (code === 'not_found') return lost(pipeline_id, code);
      for (const { options } of [...(subscription?.watchers ?? [])]) call(options.onError, error);
      book.mending?.refused(code, subscription);
    },

    lost,
  };

  const sync = syncSubscriptions({ all, send, released: (subscription) => book.mending?.forget(subscription), get mine() { return book.mine; } });
  return book;
}
