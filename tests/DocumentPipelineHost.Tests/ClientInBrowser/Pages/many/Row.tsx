import { usePipeline, useSmoothPercent } from '@dpa/realtime/react';
import { memo, type JSX } from 'react';

/** A line of the list, in sight: it follows its pipeline by itself, and its bar glides. */
export const Row = memo(function Row({ id, top }: { readonly id: string; readonly top: number }): JSX.Element {
  const { state: pipeline } = usePipeline(id);
  const percent = useSmoothPercent(pipeline);
  return (
    <div className="row" style={{ top }}>
      <span>{id}</span>
      <span>{pipeline?.current_stage}</span>
      <div className="bar">{percent !== undefined && <div style={{ transform: `scaleX(${percent / 100})` }} />}</div>
      <span>{pipeline && `${pipeline.overall_progress.toFixed(1)} %`}</span>
    </div>
  );
});
