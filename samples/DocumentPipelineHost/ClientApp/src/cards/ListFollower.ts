import type { PipelineState, RealtimeClient, WatchOptions } from '@dpa/realtime';
import type { Crowd } from '../workspace/crowd';
import { drawClock } from './drawClock';
import { Pace } from './Pace';

/** A list needs no stages, and not every step: statuses come at once whatever the rate is. */
const few = { detail: 'summary', maxHz: 1 } as const satisfies WatchOptions;

/**
 * Of very many a few run at a time, and these are in sight: with the rate of their cards nothing is asked for again
 * when they begin. Where very many run, their sum is all that the list is for.
 */
const crowd = { detail: 'summary', maxHz: 4 } as const satisfies WatchOptions;
const busyCrowd = { detail: 'summary', maxHz: 0.2 } as const satisfies WatchOptions;

/** The list is drawn at most so often, in milliseconds; the cards in sight follow their own states. */
const fewMs = 500;
const crowdMs = 1000;

/** A pipeline that the list follows. */
export interface Followed {
  readonly id: string;
  /** It may not be there yet. */
  readonly wait: boolean;
  /** Its state as the list has it: only what is newer comes. */
  readonly known?: PipelineState | undefined;
}

/** Follows the user's own pipelines, and those that are named, and asks for a drawing when any of them changed. */
export class ListFollower {
  readonly #client: RealtimeClient;
  readonly #draw: () => void;
  readonly #pace: Pace;
  readonly #statuses = new Map<string, string>();
  readonly #watches = new Map<string, () => void>();
  #mineHz: number | undefined;
  #leaveMine: (() => void) | undefined;

  constructor(client: RealtimeClient, draw: () => void) {
    this.#client = client;
    this.#draw = draw;
    this.#pace = new Pace(() => drawClock.next(draw), fewMs);
  }

  /** All that is to be followed from now on. */
  follow(named: readonly Followed[], { many, busy }: Crowd): void {
    const options = !many ? few : busy ? busyCrowd : crowd;
    this.#pace.ms = many ? crowdMs : fewMs;
    this.#followMine(Math.min(few.maxHz, options.maxHz));
    // New watches start before old ones stop, so that the client keeps the state of a pipeline that is in both.
    const wanted = new Map(named.map((one) => [`${one.id} ${one.wait} ${options.maxHz}`, one]));
    for (const [key, { id, wait, known }] of wanted)
      if (!this.#watches.has(key))
        this.#watches.set(key, this.#client.watch(id, this.#take, { ...options, wait, ...(known && { known }) }));
    for (const [key, leave] of this.#watches) {
      if (wanted.has(key)) continue;
      leave();
      this.#watches.delete(key);
    }
    const ids = new Set(named.map(({ id }) => id));
    for (const id of this.#statuses.keys()) if (!ids.has(id)) this.#statuses.delete(id);
  }

  /** The counts of few change with their cards; those of very many in their turn. */
  readonly #take = (state: PipelineState | undefined): void => {
    if (state && this.#pace.ms === fewMs && this.#statuses.get(state.pipeline_id) !== state.status)
      drawClock.next(this.#draw, true);
    if (state) this.#statuses.set(state.pipeline_id, state.status);
    this.#pace.ask();
  };

  end(): void {
    this.#leaveMine?.();
    for (const leave of this.#watches.values()) leave();
    this.#watches.clear();
    this.#pace.end();
  }

  #followMine(maxHz: number): void {
    if (this.#mineHz === maxHz) return;
    const before = this.#leaveMine;
    this.#mineHz = maxHz;
    this.#leaveMine = this.#client.watchMine(this.#pace.ask, { ...few, maxHz });
    before?.();
  }
}
