'use client';

import { useEffect, useState } from 'react';
import { RealtimeClient } from '@dpa/realtime';
import { PipelineProgress, RealtimeProvider, usePipeline } from '@dpa/realtime/react';

const client = new RealtimeClient({ userId: 'user-1' });

function Shown({ id }: { id: string }) {
  const { state, presence } = usePipeline(id);
  return (
    <>
      <PipelineProgress pipelineId={id} label="Job" />
      <p id="state">{state ? `${state.status} ${state.overall_progress}` : presence}</p>
    </>
  );
}

export function Job() {
  const [id, setId] = useState<string>();
  useEffect(() => setId(new URLSearchParams(location.search).get('id') ?? ''), []);
  return <RealtimeProvider client={client}>{id ? <Shown id={id} /> : <p id="state">unknown</p>}</RealtimeProvider>;
}
