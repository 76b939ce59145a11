import type { PipelineSnapshot } from '../subscriptions/storePipeline.js';

const absences = {
  unknown: 'Waiting for progress',
  not_found: 'Not found',
  expired: 'Did not start',
  forbidden: 'No access',
} as const;

/** The default text beside a bar and for screen readers, in English. */
export function describeProgress({ state, presence }: PipelineSnapshot): string {
  if (!state) return presence === 'present' ? '' : absences[presence];
  const percent = `${wholePercent(state.overall_progress)} %`;
  const isPlain = state.status === 'processing' || state.status === 'completed';
  if (isPlain && !state.stalled) return percent;
  const question = state.status === 'waiting' && state.question ? `: ${state.question.text}` : '';
  return `${percent}, ${state.stalled ? 'stalled' : state.status}${question}`;
}

/** 100 only once it is complete. */
export const wholePercent = (percent: number): number => Math.floor(percent);
