import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { Position } from '../protocol/Position.js';

/** One pipeline to subscribe to: `kind` is what else the message says, as JSON. */
export interface Ask {
  readonly id: string;
  readonly kind: string;
  readonly since: Position | undefined;
}

/** An id twice, at most 128 characters of ASCII, its position and what is around them. */
const bytesOfOne = 384;

/** As few messages as there are kinds, each below the server's limit for one message. */
export function composeSubscriptions(asks: readonly Ask[], maxBytes: number): readonly ClientFrame[] {
  const size = Math.max(1, Math.floor(maxBytes / bytesOfOne) - 1);
  return [...new Set(asks.map((ask) => ask.kind))].flatMap((kind) => {
    const alike = asks.filter((ask) => ask.kind === kind);
    return alike.flatMap((_, at) => (at % size === 0 ? [compose(alike.slice(at, at + size))] : []));
  });
}

function compose(batch: readonly Ask[]): ClientFrame {
  const known = batch.flatMap(({ id, since }) => (since ? [[id, since]] : []));
  return {
    type: 'subscribe_pipeline',
    pipeline_ids: batch.map((ask) => ask.id),
    ...(known[0] && { positions: Object.fromEntries(known) }),
    ...(JSON.parse(batch[0]?.kind ?? '{}') as object),
  };
}
