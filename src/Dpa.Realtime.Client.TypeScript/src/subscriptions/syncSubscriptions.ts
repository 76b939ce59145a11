import type { Platform } from '../platform/Platform.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import { sentDetail } from '../protocol/ProgressDetail.js';
import { batches, composeSubscriptions } from './composeSubscriptions.js';
import type { OwnPipelines } from './OwnPipelines.js';
import type { Subscription } from './Subscription.js';

/** The limits of the server; a limit that is absent keeps its value. */
export interface GreetedLimits {
  readonly max_message_bytes?: number;
  readonly max_subscriptions?: number;
}

/** Keeps the requests to the server in step with the subscriptions. */
export interface SubscriptionSync {
  readonly isLive: boolean;
  /** How many pipelines one request over HTTP may name. */
  readonly maxIds: number;
  /** The connection is up: one message names all subscriptions and the positions that are known. */
  connected(limits?: GreetedLimits): void;
  disconnected(): void;
  /** All requests may have been lost: they are sent again, and what is left is reported to the server all the same. */
  forget(): void;
  /** No pipeline is requested at a higher rate than this, in frames a second. */
  cap(hz: number): void;
  /** Something about it changed, or about the user's own: it is checked at the end of this turn. */
  touch(subscription?: Subscription): void;
  touchAll(): void;
  /** Requests what is newer than the held state, or (`whole`) everything. */
  subscribe(subscriptions: Iterable<Subscription>, whole?: boolean): void;
}

/** What the sync requests from its owner. */
export interface SyncOwner {
  readonly all: Map<string, Subscription>;
  readonly mine: OwnPipelines | undefined;
  send(frame: ClientFrame): void;
  /** Nobody listens any more. */
  released(subscription: Subscription): void;
}

/** A message holds at least so many ids, whatever the limit of subscriptions is. */
const leastIds = 200;
/** More go into one request over HTTP only if the server allows it. */
const defaultIds = 500;
/**
 * A server accepts 50 messages a second: `burst` changes are sent at once, and after those one every `gatherMs`
 * milliseconds.
 */
const burst = 10;
const gatherMs = 100;

/**
 * Sends everything a microtask after a change, so that many changes make one message and a listener that only moved
 * makes none; in a list that scrolls, ten times a second.
 */
export function syncSubscriptions(owner: SyncOwner, { now, delay }: Pick<Platform, 'now' | 'delay'>): SubscriptionSync {
  const { all, send } = owner;
  const touched = new Set<Subscription>();
  let scheduled = false;
  let live = false;
  let maxBytes = 65_536;
  let maxIds: number | undefined;
  let capHz = Infinity;
  let turns = burst;
  let turnAt = 0;
  /** The request for the user's own pipelines, as JSON. */
  let askedMine: string | undefined;

  const limits = (): { bytes: number; ids: number } => ({ bytes: maxBytes, ids: Math.max(leastIds, maxIds ?? 0) });

  /** The fields beside the ids: pipelines of one kind go in one message. */
  const kindOf = ({ detail, waits, maxHz }: Subscription): string => {
    const max_hz = Math.min(maxHz, capHz);
    return JSON.stringify({
      detail: sentDetail(detail),
      max_hz: max_hz < Infinity ? max_hz : undefined,
      wait: waits || undefined,
    });
  };

  const subscribe = (subscriptions: Iterable<Subscription>, whole = false): void => {
    const asks = [...subscriptions].map((subscription) => {
      const kind = (subscription.sent = kindOf(subscription));
      const since = whole ? undefined : subscription.since;
      subscription.askedWhole = !since;
      subscription.isCrowded = false;
      return { id: subscription.id, kind, since };
    });
    for (const frame of composeSubscriptions(asks, limits())) send(frame);
  };

  const syncMine = (): void => {
    const asks = live ? owner.mine?.asks : undefined;
    if (asks === askedMine) return;
    askedMine = asks;
    send(asks ? (JSON.parse(asks) as ClientFrame) : { type: 'unsubscribe_user' });
    // The answer follows later and names all pipelines of the user, even if there are none.
    if (asks) send({ type: 'get_status' });
    owner.mine?.asked();
  };

  const flush = (): void => {
    scheduled = false;
    syncMine();
    owner.mine?.flush();
    const asks: Subscription[] = [];
    const left: string[] = [];
    for (const subscription of touched) {
      if (subscription.isNeeded) {
        if (live && subscription.sent !== kindOf(subscription)) asks.push(subscription);
      } else {
        owner.released(subscription);
        all.delete(subscription.id);
        if (subscription.sent !== undefined) left.push(subscription.id);
      }
    }
    touched.clear();
    for (const pipeline_ids of batches(left, limits())) send({ type: 'unsubscribe_pipeline', pipeline_ids });
    if (live && left.length > 0) asks.push(...crowded(left.length, asks));
    subscribe(asks);
  };

  /** Those that the server refused because of its limit, as many as fit now. */
  const crowded = (places: number, asks: readonly Subscription[]): readonly Subscription[] =>
    [...all.values()].filter((one) => one.isCrowded && one.isNeeded && !asks.includes(one)).slice(0, places);

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    turns = Math.min(burst, turns + (now() - turnAt) / gatherMs) - 1;
    turnAt = now();
    if (turns >= 0) queueMicrotask(flush);
    else delay(flush, -turns * gatherMs);
  };

  const touch = (subscription?: Subscription): void => {
    if (subscription) touched.add(subscription);
    schedule();
  };

  const touchAll = (): void => {
    touch();
    all.forEach((subscription) => touched.add(subscription));
  };

  const forget = (sent?: ''): void => {
    askedMine = undefined;
    for (const subscription of all.values()) subscription.sent &&= sent;
  };

  return {
    get isLive() {
      return live;
    },
    get maxIds() {
      return maxIds ?? defaultIds;
    },
    connected(greeted) {
      live = true;
      maxBytes = greeted?.max_message_bytes ?? maxBytes;
      maxIds = greeted?.max_subscriptions ?? maxIds;
      subscribe([...all.values()].filter((subscription) => subscription.isNeeded));
      syncMine();
    },
    disconnected() {
      live = false;
      forget();
      owner.mine?.asked();
    },
    forget: () => forget(''),
    cap(hz) {
      capHz = hz;
      touchAll();
    },
    touch,
    touchAll,
    subscribe,
  };
}
