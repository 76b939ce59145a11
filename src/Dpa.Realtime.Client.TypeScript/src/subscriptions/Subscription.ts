import { richest, type ProgressDetail } from '../protocol/ProgressDetail.js';
import type { Position } from '../protocol/Position.js';
import { comparePositions } from '../state/comparePositions.js';
import type { Held } from '../state/Held.js';
import type { AbsenceReason, StateListener, WatchOptions } from './WatchOptions.js';

/** One listener and what it wants. */
export interface Watcher {
  readonly listener: StateListener;
  readonly options: WatchOptions;
  /** The ended attempt that `onEnd` was called with. */
  endSeen?: string | undefined;
}

/** A pipeline with listeners, and its held state. */
export class Subscription {
  readonly watchers = new Set<Watcher>();
  held: Held | undefined;
  /** Watched because it is one of the user's own. */
  mine = false;
  /** Why there is nothing to show, once the server has reported it. */
  absent: AbsenceReason | undefined;
  /** The kind of subscription that was sent on this connection; undefined for none, '' for one that may be lost. */
  sent: string | undefined;
  /** In which poll, or before which, the server refused something about it; undefined while nothing is refused. */
  refusedIn: number | undefined;
  /** The server refused it because its limit was reached. */
  isCrowded = false;
  /** The server confirmed that there is none, and waits for it. */
  isAwaited = false;
  /** The newest request named no position, and was not confirmed yet. */
  askedWhole = false;
  /** A position known to exist that is not held yet. */
  goal: Position | undefined;
  /** Heals since the last time that nothing was missing. */
  heals = 0;
  healedAt = -Infinity;
  cancelHeal: (() => void) | undefined;

  constructor(readonly id: string) {}

  get isNeeded(): boolean {
    return this.watchers.size > 0;
  }

  /** True if any listener wants the stages. */
  get wantsStages(): boolean {
    return this.detail === 'stages';
  }

  /** The richest detail that any listener wants. */
  get detail(): ProgressDetail {
    return richest([...this.watchers].map(({ options }) => options.detail));
  }

  get waits(): boolean {
    return [...this.watchers].some(({ options }) => options.wait);
  }

  /** The highest rate that any listener wants; Infinity for no limit. */
  get maxHz(): number {
    return Math.max(...[...this.watchers].map(({ options }) => options.maxHz ?? Infinity));
  }

  /** The position that can be sent as `since`: none if stages are wanted and some are stale. */
  get since(): Position | undefined {
    if (!this.held || this.#isStale) return undefined;
    const { epoch, version } = this.held.state;
    return { epoch, version };
  }

  get isBehind(): boolean {
    const { goal, held } = this;
    return this.#isStale || (goal !== undefined && (!held || comparePositions(held.state, goal) < 0));
  }

  /** Stages are wanted and held, but not as of the position. */
  get #isStale(): boolean {
    return this.held !== undefined && !this.held.whole && this.wantsStages;
  }
}
