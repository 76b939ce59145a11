import { kindOf, rollUp, type RollUp } from '../cards/rollUp';
import type { ListedCard } from '../cards/useCards';
import type { TimeRange } from '../i18n/format';
import { toPercent } from '../pipeline/percent';
import { isSettled, type ShownStatus } from '../pipeline/statusMark';
import type { PipelineState } from '../pipeline/types';

/** Fewer ends than this are not sufficient for an estimate. */
const least = 3;

/** How many of the newest ends are used for the current speed. */
const newest = 5;

/** Whether a batch has only the default name that the host makes: its time, independent of a language. */
export const hasNoName = (name: string): boolean => name === '' || /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(name);

/** What the files of a batch come to. */
export interface BatchCounts extends RollUp {
  /** All of them are on the page, and counted by their cards; otherwise the host's counts stand. */
  readonly areHere: boolean;
}

/**
 * The page has the newest documents only: where the host counts more files than there are cards, its counts are taken.
 */
export function batchCounts(state: PipelineState | undefined, cards: readonly ListedCard[]): BatchCounts {
  const children = Object.entries(state?.children ?? {});
  const total = children.reduce((sum, [, count]) => sum + count, 0);
  if (!state || total <= cards.length) return { ...rollUp(cards), areHere: true };
  const { warned } = rollUp(cards);
  const counts = { running: 0, waiting: 0, held: 0, done: 0, failed: 0, warned };
  for (const [status, count] of children) counts[kindOf(status as ShownStatus)] += count;
  return {
    ...counts,
    percent: toPercent(state.overall_progress),
    failedPercent: (100 * counts.failed) / total,
    areHere: false,
  };
}

/** What a batch is shown as: one that has ended is as good as its files, whatever the pipeline above them is called. */
export function batchStatus(status: string, { failed, done, running, waiting, held }: RollUp): string {
  if (status !== 'completed' || failed === 0 || running + waiting + held > 0) return status;
  return done === 0 ? 'failed' : 'partly';
}

/** The warnings that several of the files have, one a line: they are shown once, above all of them. */
export function sharedWarnings(cards: readonly ListedCard[]): string {
  const all = cards.flatMap(({ warnings = [] }) => warnings);
  return [...new Set(all.filter((each, position) => all.indexOf(each) !== position))].join('\n');
}

const times = (all: readonly (number | undefined)[]): readonly number[] =>
  all.filter((each): each is number => each !== undefined && !Number.isNaN(each)).sort((a, b) => a - b);

/**
 * How long the files that are left may take, in milliseconds: by the pace of all that ended so far, and by that of the
 * newest. Undefined while fewer than three ended.
 */
export function timeLeft(cards: readonly ListedCard[]): TimeRange | undefined {
  const left = cards.filter((card) => !isSettled(card.status)).length;
  const ends = times(cards.map(({ endedAt }) => endedAt));
  const [begin] = times(cards.map(({ begunAt }) => begunAt));
  const last = ends.at(-1);
  if (left === 0 || ends.length < least || begin === undefined || last === undefined) return undefined;
  const recent = ends.slice(-newest);
  const all = (last - begin) / ends.length;
  const now = (last - (recent[0] ?? last)) / (recent.length - 1);
  return { from: left * Math.min(all, now), to: left * Math.max(all, now) };
}
