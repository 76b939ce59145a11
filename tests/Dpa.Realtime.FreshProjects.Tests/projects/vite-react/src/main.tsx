import { StrictMode, version } from 'react';
import { createRoot } from 'react-dom/client';
import { RealtimeClient } from '@dpa/realtime';
import { PipelineProgress, RealtimeProvider, useConnection, usePipeline } from '@dpa/realtime/react';

const id = new URLSearchParams(location.search).get('id') ?? '';
const client = new RealtimeClient({ userId: 'user-1' });

function Job() {
  const { state, presence } = usePipeline(id);
  const { status } = useConnection();
  return (
    <main>
      <PipelineProgress pipelineId={id} label="Job" />
      <p id="version">{version}</p>
      <p id="connection">{status}</p>
      <p id="state">{state ? `${state.status} ${state.overall_progress}` : presence}</p>
    </main>
  );
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <RealtimeProvider client={client}>
      <Job />
    </RealtimeProvider>
  </StrictMode>,
);
