import type { ClientFrame } from '../protocol/ClientFrame.js';
import { composeSubscriptions, kindOf, type Ask } from './composeSubscriptions.js';
import type { Mine } from './Mine.js';
import type { Subscription } from './Subscription.js';

/**
 * Keeps what the server was asked for in step with what is listened to: a microtask after a change, so that many changes make one message
 * and a listener that only moved makes none.
 */
export class SubscriptionSync {
  readonly #send: (frame: ClientFrame) => void;
  readonly #subscriptions: Map<string, Subscription>;
  readonly #mine: Mine;
  readonly #release: (subscription: Subscription) => void;
  /** What this socket was asked for, by kind. */
  readonly #sent = new Map<string, string>();
  readonly #touched = new Set<string>();
  #scheduled = false;
  #live = false;
  #maxBytes = 65_536;

  constructor(
    send: (frame: ClientFrame) => void,
    subscriptions: Map<string, Subscription>,
    mine: Mine,
    release: (subscription: Subscription) => void,
  ) {
    this.#send = send;
    this.#subscriptions = subscriptions;
    this.#mine = mine;
    this.#release = release;
  }

  get isLive(): boolean {
    return this.#live;
  }

  /** A socket is up: one message says all that is watched and how far it is known. */
  connected(maxMessageBytes: number | undefined): void {
    this.#live = true;
    this.#maxBytes = maxMessageBytes ?? this.#maxBytes;
    const needed = [...this.#subscriptions.values()].filter((subscription) => subscription.isNeeded);
    this.subscribe(needed.map((subscription) => askFor(subscription)));
    this.#mine.connected(this.#send);
  }

  disconnected(): void {
    this.#live = false;
    this.#sent.clear();
    this.#mine.disconnected();
  }

  /** Something about that pipeline changed: look at it at the end of this turn. */
  touch(id: string): void {
    this.#touched.add(id);
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#flush());
  }

  /** The server brings it without having been asked by name. */
  brought({ id, wanted }: Subscription): void {
    this.#sent.set(id, kindOf(wanted));
  }

  /** The server ended it. */
  ended(id: string): void {
    this.#sent.delete(id);
  }

  subscribe(asks: readonly Ask[]): void {
    for (const { id, wanted } of asks) this.#sent.set(id, kindOf(wanted));
    for (const frame of composeSubscriptions(asks, this.#maxBytes)) this.#send(frame);
  }

  #flush(): void {
    this.#scheduled = false;
    this.#mine.flush(this.#live, this.#send, this.#sent);
    const asks: Ask[] = [];
    const left: string[] = [];
    for (const id of this.#touched) {
      const subscription = this.#subscriptions.get(id);
      if (subscription?.isNeeded) {
        if (this.#sent.get(id) !== kindOf(subscription.wanted)) asks.push(askFor(subscription));
        continue;
      }
      if (subscription) this.#release(subscription);
      this.#subscriptions.delete(id);
      if (this.#sent.delete(id)) left.push(id);
    }
    this.#touched.clear();
    if (left.length > 0) this.#send({ type: 'unsubscribe_pipeline', pipeline_ids: left });
    if (this.#live) this.subscribe(asks);
  }
}

/** Asks for what is newer than what is held, or (`whole`) for everything. */
export function askFor(subscription: Subscription, whole = false): Ask {
  return { id: subscription.id, wanted: subscription.wanted, since: whole ? undefined : subscription.since };
}
