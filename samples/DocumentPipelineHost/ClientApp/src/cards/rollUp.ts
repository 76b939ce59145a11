import { isRunning, isSettled, isWaiting, type ShownStatus } from '../pipeline/statusMark';
import type { ListedCard } from './useCards';

/** What many cards come to. */
export interface RollUp {
  readonly running: number;
  readonly waiting: number;
  readonly held: number;
  readonly done: number;
  readonly failed: number;
  /** Of those that are done: completed, with something that the reader should know. */
  readonly warned: number;
  /** Weighted by bytes; null while it is not known how far any of them is that may have begun. */
  readonly percent: number | null;
  /** The part of it that is of files which failed. */
  readonly failedPercent: number;
}

/** A file of unknown or no size counts as one of a kilobyte. */
const leastBytes = 1024;

/** It waits for its turn, or only its bytes have moved. */
const hasNotBegun = (status: ShownStatus): boolean =>
  ['queued', 'pending', 'sending', 'paused', 'offline', 'reselect'].includes(status);

/** As what a file of that status counts. */
export function kindOf(status: ShownStatus): 'running' | 'waiting' | 'held' | 'done' | 'failed' {
  if (isRunning(status)) return 'running';
  if (isWaiting(status)) return 'waiting';
  if (status === 'failed') return 'failed';
  return isSettled(status) ? 'done' : 'held';
}

export function rollUp(cards: readonly ListedCard[]): RollUp {
  const counts = { running: 0, waiting: 0, held: 0, done: 0, failed: 0, warned: 0 };
  let all = 0;
  let done = 0;
  let known = true;
  let failed = 0;
  for (const { status, percent, size, warnings } of cards) {
    if (warnings?.length) counts.warned++;
    counts[kindOf(status)]++;
    const weight = Math.max(leastBytes, size ?? 0);
    const share = isSettled(status) ? 100 : (percent ?? (hasNotBegun(status) ? 0 : null));
    all += weight;
    if (status === 'failed') failed += weight;
    done += (weight * (share ?? 0)) / 100;
    if (share === null) known = false;
  }
  const failedPercent = all > 0 ? (100 * failed) / all : 0;
  return { ...counts, percent: known && all > 0 ? (100 * done) / all : null, failedPercent };
}
