import type { Estimate } from '../api/types';
import type { StageModel } from './cardModel';
import type { TimeRange } from '../i18n/format';

/** What the host estimated, and how far the stage was that ran when it was asked, in percent. */
export interface AskedEstimate {
  readonly estimate: Estimate;
  readonly stage: string | undefined;
  readonly percent: number;
}

const done: ReadonlySet<string> = new Set(['completed', 'skipped']);

/**
 * The time left for a document, in milliseconds: what its stages took for other documents of its type, and, for the
 * running stage, also its own pace. Undefined where too little is known of any of them.
 */
export function timeLeft(stages: readonly StageModel[], asked: AskedEstimate): TimeRange | undefined {
  const left = stages.filter(({ id, status }) => id !== 'upload' && !done.has(status));
  const ranges = left.map((row): TimeRange | undefined => {
    const { id, percent, etaMs, etaFromMs = etaMs ?? Infinity, etaToMs = etaMs ?? 0 } = row;
    const usual = asked.estimate.stages.find(({ stage }) => stage === id);
    if (typeof usual?.from_ms !== 'number' || typeof usual.to_ms !== 'number') return undefined;
    // The answer was of what was left then.
    const rest = (100 - (percent ?? 0)) / (100 - (id === asked.stage ? asked.percent : 0));
    const [from, to] = [usual.from_ms * rest, usual.to_ms * rest];
    return { from: Math.min(from, etaFromMs), to: Math.max(to, etaToMs) };
  });
  if (ranges.length === 0 || ranges.includes(undefined)) return undefined;
  const sum = (end: keyof TimeRange): number => ranges.reduce((all, range) => all + (range?.[end] ?? 0), 0);
  return { from: sum('from'), to: sum('to') };
}
