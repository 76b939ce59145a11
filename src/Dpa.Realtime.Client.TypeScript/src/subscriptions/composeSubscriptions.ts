import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { Position } from '../protocol/Position.js';

/** One pipeline to subscribe to: `kind` is what else the message says. */
export interface Ask {
  readonly id: string;
  readonly kind: string;
  readonly since: Position | undefined;
}

/** An id twice, at most 128 characters of ASCII, its position and what is around them. */
const bytesOfOne = 384;

/** As few messages as there are kinds, each below the server's limit for one message. */
export function* composeSubscriptions(asks: readonly Ask[], maxBytes: number): Generator<ClientFrame> {
  const size = Math.max(1, Math.floor(maxBytes / bytesOfOne) - 1);
  for (const kind of new Set(asks.map((ask) => ask.kind))) {
    const alike = asks.filter((ask) => ask.kind === kind);
    for (let at = 0; at < alike.length; at += size) {
      const batch = alike.slice(at, at + size);
      const positions = Object.fromEntries(batch.flatMap(({ id, since }) => (since ? [[id, since]] : [])));
      yield {
        type: 'subscribe_pipeline',
        pipeline_ids: batch.map((ask) => ask.id),
        ...(Object.keys(positions).length > 0 && { positions }),
        ...(JSON.parse(kind) as object),
      };
    }
  }
}
