import type { PipelineState, StageState } from '../pipeline/types';

/** When a stage of a run was at work, in percent of the run's whole time. */
export interface Span {
  readonly stage: StageState;
  readonly from: number;
  readonly share: number;
  /** The time since the stage before it ended: what it waited for its turn. */
  readonly waited: number;
  readonly milliseconds: number;
}

/** The least that is still seen, in percent. */
const least = 0.6;

const time = (iso: string | null | undefined): number | undefined => {
  const value = Date.parse(iso ?? '');
  return Number.isNaN(value) ? undefined : value;
};

/** The stages of a run's present attempt in time. @param until Its end where none is known, in milliseconds. */
export function runSpans(state: PipelineState, endedAt: string | null | undefined, until: number): readonly Span[] {
  const begins = state.stages.flatMap((stage) => time(stage.started_at) ?? []);
  const ends = state.stages.flatMap((stage) => time(stage.completed_at) ?? []);
  const begin = Math.min(time(state.created_at) ?? Infinity, ...begins);
  const end = Math.max(begin + 1, time(endedAt) ?? until, ...ends);
  const percent = (milliseconds: number): number => Math.min(100, (100 * Math.max(0, milliseconds)) / (end - begin));
  let free = begin;
  return state.stages.map((stage) => {
    const began = time(stage.started_at);
    if (began === undefined) return { stage, from: 0, share: 0, waited: 0, milliseconds: 0 };
    const milliseconds = Math.max(
      1,
      (time(stage.completed_at) ?? (stage.status === 'processing' ? end : began)) - began,
    );
    const share = Math.max(least, percent(milliseconds));
    const waited = percent(began - free);
    free = began + milliseconds;
    return {
      stage,
      from: Math.min(percent(began - begin), 100 - share),
      share,
      waited: waited < least ? 0 : waited,
      milliseconds,
    };
  });
}
