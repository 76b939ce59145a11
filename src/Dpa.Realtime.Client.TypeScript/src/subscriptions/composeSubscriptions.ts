import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { Position } from '../protocol/Position.js';
import type { Wanted } from './Subscription.js';

/** One pipeline to subscribe to. */
export interface Ask {
  readonly id: string;
  readonly wanted: Wanted;
  readonly since: Position | undefined;
}

/** Names a kind of subscription: those of one kind go in one message. */
export function kindOf({ detail, maxHz, wait }: Wanted): string {
  return `${detail} ${maxHz} ${wait}`;
}

/** As few messages as there are kinds, each below the server's limit for one message. */
export function composeSubscriptions(asks: readonly Ask[], maxBytes: number): readonly ClientFrame[] {
  const batches: Ask[][] = [];
  const open = new Map<string, { batch: Ask[]; bytes: number }>();
  for (const ask of asks) {
    const kind = kindOf(ask.wanted);
    const bytes = 2 * ask.id.length + 96; // the id twice, quotes, a position: ids are ASCII
    let current = open.get(kind);
    if (!current || current.bytes + bytes > maxBytes) {
      current = { batch: [], bytes: 128 };
      open.set(kind, current);
      batches.push(current.batch);
    }
    current.batch.push(ask);
    current.bytes += bytes;
  }
  return batches.map(composeBatch);
}

function composeBatch(batch: readonly Ask[]): ClientFrame {
  const known = batch.flatMap(({ id, since }) => (since ? [[id, since] as const] : []));
  const { detail, maxHz, wait } = batch[0]?.wanted ?? { detail: 'stages', maxHz: undefined, wait: false };
  return {
    type: 'subscribe_pipeline',
    pipeline_ids: batch.map((ask) => ask.id),
    ...(known.length > 0 && { positions: Object.fromEntries(known) }),
    ...(detail === 'pipeline' && { detail }),
    ...(maxHz !== undefined && { max_hz: maxHz }),
    ...(wait && { wait }),
  };
}
