import type { Platform } from '../platform/Platform.js';
import type { Position } from '../protocol/Position.js';
import { comparePositions } from '../state/comparePositions.js';
import { mergeSent } from '../state/mergeSent.js';
import type { SubscriptionBook } from './keepBook.js';
import type { Mending } from './Mending.js';
import type { Subscription } from './Subscription.js';

/** At most one heal of a pipeline in this time, in milliseconds (docs/protocol.md#what-a-client-does-with-a-frame). */
const pauseMs = 2_000;
/** How long after a refusal that may pass subscriptions are asked for again, in milliseconds. */
const retryMs = 2_000;

export function mend({ now, delay }: Platform, { counts, sync, all }: SubscriptionBook): Mending {
  let cancelRetry: (() => void) | undefined;

  /** For what came since, every second time in a row for everything. */
  const heal = (subscription: Subscription): void => {
    subscription.cancelHeal = undefined;
    if (!subscription.isBehind) return;
    subscription.healedAt = now();
    counts.heals++;
    sync.subscribe([subscription], ++subscription.heals % 2 === 0);
  };

  const forget = (subscription: Subscription): void => {
    subscription.cancelHeal?.();
    subscription.cancelHeal = subscription.goal = undefined;
    subscription.heals = 0;
  };

  const check = (subscription: Subscription): void => {
    const wait = subscription.healedAt + pauseMs - now();
    if (!subscription.isBehind) forget(subscription);
    else if (wait <= 0) heal(subscription);
    else subscription.cancelHeal ??= delay(() => heal(subscription), wait);
  };

  const miss = (subscription: Subscription, { epoch, version }: Position, sent?: boolean): void => {
    const position = { epoch, version };
    if (sent) subscription.held = mergeSent(subscription.held, position);
    if (!subscription.goal || comparePositions(position, subscription.goal) > 0) subscription.goal = position;
    check(subscription);
  };

  return {
    check,
    forget,
    miss,
    marked(marks) {
      for (const id in marks) {
        const subscription = all.get(id);
        const [epoch = '', version] = String(marks[id]).split(':');
        if (subscription) miss(subscription, { epoch, version: Number(version) }, true);
      }
    },
    refused(code, subscription) {
      const isUnavailable = code === 'backplane_unavailable' || code === 'application_unavailable';
      if (isUnavailable && subscription) subscription.sent = undefined;
      // Nobody knows which message was not read, or not answered.
      else if (code === 'rate_limited' || code === 'backplane_unavailable') sync.forget();
      else return;
      cancelRetry ??= delay(() => {
        cancelRetry = undefined;
        sync.touchAll();
      }, retryMs);
    },
    disconnected() {
      cancelRetry?.();
      cancelRetry = undefined;
      for (const subscription of all.values()) forget(subscription);
    },
  };
}
