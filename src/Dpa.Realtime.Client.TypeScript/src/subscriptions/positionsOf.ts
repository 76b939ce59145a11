import type { Position } from '../protocol/Position.js';
import type { Subscription } from './Subscription.js';

/** All watched pipelines, each with the position that is held. */
export function positionsOf(subscriptions: Iterable<Subscription>): Readonly<Record<string, Position | null>> {
  const needed = [...subscriptions].filter((subscription) => subscription.isNeeded);
  return Object.fromEntries(needed.map((subscription) => [subscription.id, subscription.since ?? null]));
}
