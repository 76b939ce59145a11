import { RealtimeClient } from '@dpa/realtime';
import { RealtimeProvider } from '@dpa/realtime/react';
import { createRoot } from 'react-dom/client';
import { AllRows } from './AllRows';
import { measure } from './measure';
import { VisibleRows } from './VisibleRows';

const asked = new URLSearchParams(location.search);
const client = new RealtimeClient({ userId: asked.get('user') ?? '' });
const List = asked.get('rows') === 'all' ? AllRows : VisibleRows;

Object.assign(globalThis, { measure: measure(client) });
createRoot(document.getElementById('root') as HTMLElement).render(
  <RealtimeProvider client={client}>
    <List />
  </RealtimeProvider>,
);
