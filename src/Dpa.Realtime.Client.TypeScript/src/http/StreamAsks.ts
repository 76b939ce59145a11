import type { ClientFrame } from '../protocol/ClientFrame.js';
import { richest, sentDetail, type ProgressDetail } from '../protocol/ProgressDetail.js';
import type { Position } from '../protocol/Position.js';

type Positions = Readonly<Record<string, Position | null>>;
type Subscribe = Extract<ClientFrame, { type: 'subscribe_pipeline' }>;
type SubscribeUser = Extract<ClientFrame, { type: 'subscribe_user' }>;

/** The messages that a socket would have carried, as one request: how each pipeline is to be watched. */
export class StreamAsks {
  readonly #asks = new Map<string, Subscribe>();
  /** Requested without a position: the full state is needed again. */
  readonly #whole = new Set<string>();
  readonly #left = new Set<string>();
  #mine: SubscribeUser | undefined;

  /** False for a frame that a stream cannot carry. */
  take(frame: ClientFrame): boolean {
    if (frame.type === 'subscribe_user') this.#mine = frame;
    if (frame.type === 'unsubscribe_user') this.#mine = undefined;
    if (frame.type !== 'subscribe_pipeline' && frame.type !== 'unsubscribe_pipeline') {
      return frame.type === 'subscribe_user' || frame.type === 'unsubscribe_user';
    }
    for (const id of frame.pipeline_ids) {
      if (frame.type === 'unsubscribe_pipeline') {
        this.#asks.delete(id);
        this.#left.add(id);
      } else this.#asks.set(id, frame);
      if (frame.type === 'subscribe_pipeline' && !frame.positions?.[id]) this.#whole.add(id);
    }
    return true;
  }

  /** All messages that state what is wanted. */
  get #wants(): readonly (Subscribe | SubscribeUser)[] {
    const watched = [...this.#asks.values()];
    return this.#mine ? [...watched, this.#mine] : watched;
  }

  /** One stream has one kind: the richest that is wanted. */
  get #detail(): ProgressDetail {
    return richest(this.#wants.map((ask) => ask.detail));
  }

  get query(): string {
    const asks = this.#wants;
    const maxHz = Math.max(...asks.map((ask) => ask.max_hz ?? Infinity));
    const query = new URLSearchParams();
    if (this.#mine) query.set('user', 'me');
    const detail = asks.length > 0 && sentDetail(this.#detail);
    if (detail) query.set('detail', detail);
    if (Number.isFinite(maxHz)) query.set('max_hz', `${maxHz}`);
    if ([...this.#asks.values()].some((ask) => ask.wait)) query.set('wait', 'true');
    return `${query}`;
  }

  /** What was left since the last call: the stream that replaces the last one does not bring it. */
  takeLeft(): readonly string[] {
    const left = [...this.#left];
    this.#left.clear();
    return left;
  }

  /** The body of the request. A full state is requested once only. */
  compose(positions: (withStages: boolean) => Positions): { positions: Positions } {
    const known = Object.entries(positions(this.#detail === 'stages'));
    const asked = known.map(([id, position]) => [id, this.#whole.has(id) ? null : position]);
    this.#whole.clear();
    return { positions: Object.fromEntries(asked) };
  }
}
