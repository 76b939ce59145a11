import { RealtimeClient, type PipelineSnapshot } from '@dpa/realtime';
import { defineProgress } from '@dpa/realtime/element';
import { PipelineProgress, RealtimeProvider, usePipeline } from '@dpa/realtime/react';

const client = new RealtimeClient({ userId: 'user-1' });
defineProgress(client, { text: ({ isEnded }: PipelineSnapshot) => `${isEnded}` });

function Card() {
  return <p>{usePipeline('p1').presence}</p>;
}

export = (
  <RealtimeProvider client={client}>
    <Card />
    <PipelineProgress pipelineId="p1" />
  </RealtimeProvider>
);
