import { RealtimeClient } from '@dpa/realtime';
import { defineProgress } from '@dpa/realtime/element';
import {
  PipelineProgress,
  RealtimeProvider,
  useConnection,
  useControl,
  useMyPipelines,
  usePipeline,
  usePresence,
  useSmoothPercent,
} from '@dpa/realtime/react';

function Card({ id }: { id: string }) {
  const { state, presence, error, isEnded } = usePipeline(id, {
    onTransition: (transition) => console.log(transition.to),
    onEnd: ({ status }) => console.log(status),
  });
  const percent: number | undefined = useSmoothPercent(state);
  const { ask, pending } = useControl(id);
  return (
    <button disabled={isEnded || pending !== undefined} onClick={() => ask('cancel')}>
      <PipelineProgress pipelineId={id} label="Upload" />
      <progress value={percent} max={100} data-connection={useConnection().status} data-presence={usePresence(id)} />
      {presence} {error?.code}
    </button>
  );
}

function Cards() {
  const mine = useMyPipelines();
  return mine === undefined ? null : <>{mine.map(({ pipeline_id: id }) => <Card key={id} id={id} />)}</>;
}

const client = new RealtimeClient({ userId: 'user-1' });
defineProgress(client);
export const page = (
  <RealtimeProvider client={client}>
    <Cards />
  </RealtimeProvider>
);
