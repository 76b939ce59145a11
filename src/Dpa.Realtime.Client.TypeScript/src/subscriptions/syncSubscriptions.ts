import type { Mine } from '../extras/Mine.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import { batches, composeSubscriptions } from './composeSubscriptions.js';
import type { Subscription } from './Subscription.js';

/** Keeps what the server was asked for in step with what is listened to. */
export interface SubscriptionSync {
  readonly isLive: boolean;
  /** Somebody is there to say to: one message says all that is watched and how far it is known. */
  connected(maxMessageBytes?: number): void;
  disconnected(): void;
  /** What was said is as if it had not been. */
  forget(): void;
  /** No pipeline is asked for at a higher rate than this, in frames a second. */
  cap(hz: number): void;
  /** Something about it changed, or about the user's own: look at it at the end of this turn. */
  touch(subscription?: Subscription): void;
  touchAll(): void;
  /** Asks for what is newer than what is held, or (`whole`) for everything. */
  subscribe(subscriptions: Iterable<Subscription>, whole?: boolean): void;
}

/** What the sync asks its owner. */
export interface SyncOwner {
  readonly all: Map<string, Subscription>;
  readonly mine: Mine | undefined;
  send(frame: ClientFrame): void;
  /** Nobody listens any more. */
  released(subscription: Subscription): void;
}

/** Says everything a microtask after a change, so that many changes make one message and a listener that only moved makes none. */
export function syncSubscriptions(owner: SyncOwner): SubscriptionSync {
  const { all, send } = owner;
  const touched = new Set<Subscription>();
  let scheduled = false;
  let live = false;
  let maxBytes = 65_536;
  let capHz = Infinity;
  let askedMine = false;

  /** What is said beside the ids: those of one kind go in one message. */
  const kindOf = ({ wantsStages, waits, maxHz }: Subscription): string => {
    const max_hz = Math.min(maxHz, capHz);
    return JSON.stringify({ detail: wantsStages ? undefined : 'pipeline', max_hz: max_hz < Infinity ? max_hz : undefined, wait: waits || undefined });
  };

  const subscribe = (subscriptions: Iterable<Subscription>, whole = false): void => {
    const asks = [...subscriptions].map((subscription) => {
      const kind = (subscription.sent = kindOf(subscription));
      const since = whole ? undefined : subscription.since;
      subscription.askedWhole = !since;
      return { id: subscription.id, kind, since };
    });
    for (const frame of composeSubscriptions(asks, maxBytes)) send(frame);
  };

  const syncMine = (): void => {
    const asks = live && owner.mine?.isWatched === true;
    if (asks !== askedMine) send({ type: asks ? 'subscribe_user' : 'unsubscribe_user' });
    askedMine = asks;
  };

  const flush = (): void => {
    syncMine();
    owner.mine?.flush();
    scheduled = false;
    const asks: Subscription[] = [];
    const left: string[] = [];
    for (const subscription of touched) {
      if (subscription.isNeeded) {
        if (live && subscription.sent !== kindOf(subscription)) asks.push(subscription);
      } else {
        owner.released(subscription);
        all.delete(subscription.id);
        if (subscription.sent) left.push(subscription.id);
      }
    }
    touched.clear();
    for (const pipeline_ids of batches(left, maxBytes)) send({ type: 'unsubscribe_pipeline', pipeline_ids });
    subscribe(asks);
  };

  const touch = (subscription?: Subscription): void => {
    if (subscription) touched.add(subscription);
    if (!scheduled) queueMicrotask(flush);
    scheduled = true;
  };

  const touchAll = (): void => {
    touch();
    all.forEach((subscription) => touched.add(subscription));
  };

  const forget = (): void => {
    askedMine = false;
    for (const subscription of all.values()) subscription.sent = undefined;
  };

  return {
    get isLive() {
      return live;
    },
    connected(maxMessageBytes = maxBytes) {
      live = true;
      maxBytes = maxMessageBytes;
      subscribe([...all.values()].filter((subscription) => subscription.isNeeded));
      syncMine();
    },
    disconnected() {
      live = false;
      forget();
    },
    forget,
    cap(hz) {
      capHz = hz;
      touchAll();
    },
    touch,
    touchAll,
    subscribe,
  };
}
