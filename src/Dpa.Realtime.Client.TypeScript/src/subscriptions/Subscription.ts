import type { PipelineState } from '../protocol/PipelineState.js';
import type { Position } from '../protocol/Position.js';
import { comparePositions } from '../state/comparePositions.js';
import type { Held } from '../state/Held.js';
import { shownState } from '../state/mergeStage.js';
import type { AbsenceReason, StateListener, WatchOptions } from './WatchOptions.js';

/** One listener and what it wants. */
export interface Watcher {
  readonly listener: StateListener;
  readonly options: WatchOptions;
}

/** What the server is asked for: the richest that any listener wants. */
export interface Wanted {
  readonly detail: 'stages' | 'pipeline';
  readonly maxHz: number | undefined;
  readonly wait: boolean;
}

/** A pipeline that somebody listens to, with what is held of it. */
export class Subscription {
  constructor(readonly id: string) {}

  readonly watchers = new Set<Watcher>();
  /** Watched because it is one of the user's own. */
  mine = false;
  /** Why there is nothing to show, once it was told. */
  absent: AbsenceReason | undefined;
  /** A position known to exist that is not held yet. */
  goal: Position | undefined;
  /** Heals since the last time that nothing was missing. */
  heals = 0;
  healedAt = -Infinity;
  cancelHeal: (() => void) | undefined;
  #held: Held | undefined;
  #shown: PipelineState | undefined;

  get held(): Held | undefined {
    return this.#held;
  }

  set held(held: Held | undefined) {
    this.#held = held;
    this.#shown = held && shownState(held);
  }

  /** The state as listeners see it. */
  get shown(): PipelineState | undefined {
    return this.#shown;
  }

  get isNeeded(): boolean {
    return this.mine || this.watchers.size > 0;
  }

  get wanted(): Wanted {
    const options = [...this.watchers].map((watcher) => watcher.options);
    const rates = options.map((option) => option.maxHz ?? Infinity);
    const maxHz = this.mine ? Infinity : Math.max(...rates);
    return {
      detail: this.mine || options.some((option) => option.detail !== 'pipeline') ? 'stages' : 'pipeline',
      maxHz: Number.isFinite(maxHz) ? maxHz : undefined,
      wait: options.some((option) => option.wait),
    };
  }

  /** What may be named as `since`: nothing where stages are wanted and some are stale. */
  get since(): Position | undefined {
    const held = this.#held;
    if (!held || (!held.whole && this.wanted.detail === 'stages')) return undefined;
    return { epoch: held.state.epoch, version: held.state.version };
  }

  get isBehind(): boolean {
    const { goal, held } = this;
    if (goal && (!held || comparePositions(held.state, goal) < 0)) return true;
    return held !== undefined && !held.whole && this.wanted.detail === 'stages';
  }
}
