import type { Platform } from '../connection/Platform.js';
import type { Position } from '../protocol/Position.js';
import { comparePositions } from '../state/comparePositions.js';
import type { Subscription } from './Subscription.js';

/** At most one heal of a pipeline in this time, in milliseconds (protocol section 5). */
const pauseMs = 2_000;

/** Asks again for pipelines of which something is missing: first for what came since, every second time in a row for everything. */
export class Healer {
  readonly #platform: Platform;
  readonly #ask: (subscription: Subscription, whole: boolean) => void;

  constructor(platform: Platform, ask: (subscription: Subscription, whole: boolean) => void) {
    this.#platform = platform;
    this.#ask = ask;
  }

  /** That position exists: whoever holds less is behind. */
  miss(subscription: Subscription, position: Position): void {
    const { goal } = subscription;
    if (!goal || comparePositions(position, goal) > 0) subscription.goal = position;
    this.check(subscription);
  }

  /** Plans a heal where something is missing, forgets earlier ones where nothing is. */
  check(subscription: Subscription): void {
    if (!subscription.isBehind) return this.forget(subscription);
    const wait = subscription.healedAt + pauseMs - this.#platform.now();
    if (wait <= 0) this.#heal(subscription);
    else subscription.cancelHeal ??= this.#platform.delay(() => this.#due(subscription), wait);
  }

  /** Nothing is missing, or nobody is there to ask. */
  forget(subscription: Subscription): void {
    subscription.cancelHeal?.();
    subscription.cancelHeal = subscription.goal = undefined;
    subscription.heals = 0;
  }

  #due(subscription: Subscription): void {
    subscription.cancelHeal = undefined;
    if (subscription.isBehind) this.#heal(subscription);
  }

  #heal(subscription: Subscription): void {
    subscription.healedAt = this.#platform.now();
    this.#ask(subscription, ++subscription.heals % 2 === 0);
  }
}
