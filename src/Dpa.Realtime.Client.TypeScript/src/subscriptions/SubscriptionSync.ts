import type { ClientFrame } from '../protocol/ClientFrame.js';
import { composeSubscriptions } from './composeSubscriptions.js';
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
  readonly #touched = new Set<Subscription>();
  #scheduled = false;
  #live = false;
  #maxBytes = 65_536;
  #capHz = Infinity;
  #askedMine = false;

  constructor(send: (frame: ClientFrame) => void, subscriptions: Map<string, Subscription>, mine: Mine, release: (subscription: Subscription) => void) {
    this.#send = send;
    this.#subscriptions = subscriptions;
    this.#mine = mine;
    this.#release = release;
  }

  get isLive(): boolean {
    return this.#live;
  }

  /** Somebody is there to say to: one message says all that is watched and how far it is known. */
  connected(maxMessageBytes: number | undefined): void {
    this.#live = true;
    this.#maxBytes = maxMessageBytes ?? this.#maxBytes;
    this.subscribe([...this.#subscriptions.values()].filter((subscription) => subscription.isNeeded));
    this.#syncMine();
  }

  disconnected(): void {
    this.#live = false;
    this.forget();
  }

  /** What was said is as if it had not been. */
  forget(): void {
    this.#askedMine = false;
    for (const subscription of this.#subscriptions.values()) subscription.sent = undefined;
  }

  /** No pipeline is asked for at a higher rate than this, in frames a second. */
  cap(hz: number): void {
    this.#capHz = hz;
    this.touchAll();
  }

  touchAll(): void {
    this.touch();
    for (const subscription of this.#subscriptions.values()) this.touch(subscription);
  }

  /** Something about it changed, or about the user's own: look at it at the end of this turn. */
  touch(subscription?: Subscription): void {
    if (subscription) this.#touched.add(subscription);
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#flush());
  }

  /** The server brings it without having been asked by name. */
  brought(subscription: Subscription): void {
    subscription.sent = '{}';
    this.touch(subscription);
  }

  /** Asks for what is newer than what is held, or (`whole`) for everything. */
  subscribe(subscriptions: readonly Subscription[], whole = false): void {
    const asks = subscriptions.map((subscription) => {
      const kind = (subscription.sent = this.#kindOf(subscription));
      const since = whole ? undefined : subscription.since;
      subscription.askedWhole = !since;
      return { id: subscription.id, kind, since };
    });
    for (const frame of composeSubscriptions(asks, this.#maxBytes)) this.#send(frame);
  }

  /** What is said beside the ids: those of one kind go in one message. */
  #kindOf({ wantsStages, waits, maxHz }: Subscription): string {
    const max_hz = Math.min(maxHz, this.#capHz);
    return JSON.stringify({ ...(!wantsStages && { detail: 'pipeline' }), ...(max_hz < Infinity && { max_hz }), ...(waits && { wait: true }) });
  }

  #syncMine(): void {
    const asks = this.#live && this.#mine.isWatched;
    if (asks !== this.#askedMine) this.#send({ type: asks ? 'subscribe_user' : 'unsubscribe_user' });
    this.#askedMine = asks;
  }

  #flush(): void {
    this.#syncMine();
    if (!this.#mine.isWatched) this.#mine.release();
    this.#scheduled = false;
    const asks: Subscription[] = [];
    const left: string[] = [];
    for (const subscription of this.#touched) {
      if (subscription.isNeeded) {
        if (this.#live && subscription.sent !== this.#kindOf(subscription)) asks.push(subscription);
      } else {
        this.#release(subscription);
        this.#subscriptions.delete(subscription.id);
        if (subscription.sent) left.push(subscription.id);
        subscription.sent = undefined;
      }
    }
    this.#touched.clear();
    if (left.length > 0) this.#send({ type: 'unsubscribe_pipeline', pipeline_ids: left });
    this.subscribe(asks);
  }
}
