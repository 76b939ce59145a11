import { useConnection, useMyPipelines, usePipeline } from '@dpa/realtime/react';
import { memo, useRef, type JSX } from 'react';
import { Row } from './Row';

/** As a page that does not think of it: every row is drawn, and each has a hook of its own. */
export function AllRows(): JSX.Element {
  const pipelines = useMyPipelines();
  const { status } = useConnection();
  const ids = useRef<readonly string[]>([]);
  if (ids.current.length !== pipelines.length) ids.current = pipelines.map(({ pipeline_id }) => pipeline_id);
  return (
    <>
      <header>{`${status}: ${pipelines.length} pipelines`}</header>
      <div className="list">
        {ids.current.map((id) => (
          <OwnRow key={id} id={id} />
        ))}
      </div>
    </>
  );
}

const OwnRow = memo(function OwnRow({ id }: { readonly id: string }): JSX.Element | null {
  const pipeline = usePipeline(id);
  return pipeline ? <Row pipeline={pipeline} /> : null;
});
