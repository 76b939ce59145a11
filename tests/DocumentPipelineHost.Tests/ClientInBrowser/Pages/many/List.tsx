import { useConnection, useMyPipelines } from '@dpa/realtime/react';
import { useState, type JSX } from 'react';
import { Row } from './Row';

const rowHeight = 28;
const shownRows = 26;

/** As a page with a long list does it: all of it is known and summed up, the rows in sight are drawn. */
export function List(): JSX.Element {
  const pipelines = useMyPipelines() ?? [];
  const { status } = useConnection();
  const [first, setFirst] = useState(0);
  const percent =
    pipelines.reduce((sum, { overall_progress }) => sum + overall_progress, 0) / Math.max(1, pipelines.length);
  return (
    <>
      <header>{`${status}: ${pipelines.length} pipelines, ${percent.toFixed(1)} %`}</header>
      <div className="list" onScroll={({ currentTarget }) => setFirst(Math.floor(currentTarget.scrollTop / rowHeight))}>
        <div style={{ height: pipelines.length * rowHeight }} />
        {pipelines.slice(first, first + shownRows).map(({ pipeline_id }, index) => (
          <Row key={pipeline_id} id={pipeline_id} top={(first + index) * rowHeight} />
        ))}
      </div>
    </>
  );
}
