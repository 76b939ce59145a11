import type { Position } from '../protocol/Position.js';
import type { Subscription } from './Subscription.js';

/**
 * All watched pipelines, each with the position that is held. `withStages`: the stages of all are requested, so nothing
 * is known of those that are held without.
 */
export function positionsOf(
  subscriptions: Iterable<Subscription>,
  withStages?: boolean,
): Readonly<Record<string, Position | null>> {
  const needed = [...subscriptions].filter((subscription) => subscription.isNeeded);
  return Object.fromEntries(
    needed.map(({ id, since, held }) => [id, (withStages && !held?.whole ? null : since) ?? null]),
  );
}
