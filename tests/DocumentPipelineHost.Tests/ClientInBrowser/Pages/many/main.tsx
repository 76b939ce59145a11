import { RealtimeClient } from '@dpa/realtime';
import { RealtimeProvider } from '@dpa/realtime/react';
import { createRoot } from 'react-dom/client';
import { record } from '../record';
import { List } from './List';
import { measure } from './measure';

const client = new RealtimeClient({ userId: new URLSearchParams(location.search).get('user') ?? '' });
const { report, watch } = record(client);

Object.assign(globalThis, { page: { report, watch, ...measure(client) } });
createRoot(document.getElementById('root') as HTMLElement).render(
  <RealtimeProvider client={client}>
    <List />
  </RealtimeProvider>,
);
