import type { PipelineState } from '@dpa/realtime';
import { useSmoothPercent } from '@dpa/realtime/react';
import { memo, type JSX } from 'react';

/** A line of the list; its bar glides. */
export const Row = memo(function Row({ pipeline, top }: { readonly pipeline: PipelineState; readonly top?: number }): JSX.Element {
  const percent = useSmoothPercent(pipeline.overall_progress, pipeline.attempt);
  return (
    <div className="row" {...(top !== undefined && { style: { top } })}>
      <span>{pipeline.pipeline_id}</span>
      <span>{pipeline.current_stage}</span>
      <div className="bar">
        <div style={{ transform: `scaleX(${percent / 100})` }} />
      </div>
      <span>{`${pipeline.overall_progress.toFixed(1)} %`}</span>
    </div>
  );
});
