import { RealtimeClient } from '@dpa/realtime';
import { RealtimeProvider, useConnection, useMyPipelines, usePipeline, usePresence, useSmoothPercent } from '@dpa/realtime/react';

function Card({ id }: { id: string }) {
  const pipeline = usePipeline(id, { onTransition: (transition) => console.log(transition.to) });
  const percent: number | undefined = useSmoothPercent(pipeline?.overall_progress, pipeline?.attempt);
  return <progress value={percent} max={100} data-connection={useConnection().status} data-presence={usePresence(id)} />;
}

function Cards() {
  return useMyPipelines().map((pipeline) => <Card key={pipeline.pipeline_id} id={pipeline.pipeline_id} />);
}

const client = new RealtimeClient({ userId: 'user-1' });
export const page = (
  <RealtimeProvider client={client}>
    <Cards />
  </RealtimeProvider>
);
