import type { CSSProperties, JSX } from 'react';
import { describeProgress, wholePercent } from '../progress/describeProgress.js';
import { runOf } from '../progress/runOf.js';
import type { PipelineSnapshot } from '../subscriptions/storePipeline.js';
import { usePipeline, type UsePipelineOptions } from './usePipeline.js';
import { useSmoothBar } from './useSmoothBar.js';

/** Which pipeline is shown, and how. */
export interface PipelineProgressProps extends Omit<UsePipelineOptions, 'detail'> {
  readonly pipelineId: string | undefined;
  /** The accessible name. Default: the pipeline's name, else `Progress`. */
  readonly label?: string;
  /** The text beside the bar and for screen readers. Default: percent and status in English. */
  readonly text?: (pipeline: PipelineSnapshot) => string;
  readonly className?: string;
}

const row: CSSProperties = { display: 'flex', alignItems: 'center', gap: 'var(--dpa-progress-gap, 0.5em)' };
const track: CSSProperties = {
  flex: 1,
  overflow: 'hidden',
  height: 'var(--dpa-progress-height, 0.5em)',
  borderRadius: 'var(--dpa-progress-radius, 1em)',
  background: 'var(--dpa-progress-track, #8883)',
};
const fill: CSSProperties = { height: '100%', transformOrigin: 'left' };
const colours: Readonly<Record<string, string>> = {
  failed: 'var(--dpa-progress-failed, #c62828)',
  completed: 'var(--dpa-progress-completed, #2e7d32)',
  waiting: 'var(--dpa-progress-waiting, #b26a00)',
};

/**
 * A pipeline as a bar with words beside it, accessible as it is. Its look is set by CSS variables:
 * `--dpa-progress-height`,
 * `-radius`, `-gap`, `-track`, `-fill`, `-completed`, `-failed` and `-waiting`; `data-status` is for selectors. A
 * question that the pipeline asks is part of the words; `useControl` answers it.
 */
export function PipelineProgress(props: PipelineProgressProps): JSX.Element {
  const { pipelineId, label, text = describeProgress, className, ...options } = props;
  const pipeline = usePipeline(pipelineId, { ...options, detail: 'pipeline' });
  const { state, presence } = pipeline;
  const bar = useSmoothBar<HTMLDivElement>(state?.overall_progress, runOf(state) ?? null);
  const words = text(pipeline);
  const status = state?.status ?? presence;
  const background = colours[status] ?? 'var(--dpa-progress-fill, #1565c0)';
  return (
    <div className={className} style={row} data-status={status}>
      <div
        role="progressbar"
        aria-label={label ?? state?.name ?? 'Progress'}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={state && wholePercent(state.overall_progress)}
        aria-valuetext={words}
        style={track}
      >
        <div ref={bar} style={{ ...fill, background, visibility: state ? 'visible' : 'hidden' }} />
      </div>
      <span aria-hidden="true">{words}</span>
    </div>
  );
}
