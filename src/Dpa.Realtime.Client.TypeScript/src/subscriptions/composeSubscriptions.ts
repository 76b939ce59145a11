import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { Position } from '../protocol/Position.js';

/** One pipeline to subscribe to: `kind` holds the other fields of the message, as JSON. */
export interface Ask {
  readonly id: string;
  readonly kind: string;
  readonly since: Position | undefined;
}

/** The limits of one message. */
export interface MessageLimits {
  readonly bytes: number;
  readonly ids: number;
}

/** An id twice, at most 128 characters of ASCII, its position and the characters around them. */
const bytesOfOne = 384;

/** Composes as few messages as possible: one kind each, within the server's limits for one message. */
export function composeSubscriptions(asks: readonly Ask[], limits: MessageLimits): readonly ClientFrame[] {
  const kinds = [...new Set(asks.map((ask) => ask.kind))];
  return kinds.flatMap((kind) => batches(asks.filter((ask) => ask.kind === kind), limits).map(compose));
}

/** Splits the items into batches that fit into one message. */
export function batches<T>(items: readonly T[], { bytes, ids }: MessageLimits): readonly (readonly T[])[] {
  const size = Math.max(1, Math.min(ids, Math.floor(bytes / bytesOfOne) - 1));
  return items.flatMap((_, at) => (at % size ? [] : [items.slice(at, at + size)]));
}

function compose(batch: readonly Ask[]): ClientFrame {
  const known = batch.flatMap(({ id, since }) => (since ? [[id, since]] : []));
  return {
    type: 'subscribe_pipeline',
    pipeline_ids: batch.map((ask) => ask.id),
    positions: known[0] && Object.fromEntries(known),
    ...(JSON.parse(batch[0]?.kind ?? '{}') as object),
  };
}
