// @vitest-environment jsdom
import { act } from '@testing-library/react';
import type { JSX } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import { RealtimeProvider, useConnection, useMyPipelines, usePipeline, usePresence } from '../../src/react/index.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { fullState } from '../fakes/frames.js';

const Page = (): JSX.Element => (
  <p>
    {`${useConnection().status} ${usePresence('p1')} ${useMyPipelines()?.length} ` +
      String(usePipeline('p1').state?.version)}
  </p>
);

it('PageOfAServer_HydratedWhenTheClientIsLive_MatchesAndThenShowsWhatIsKnown', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const server = new FakeServer();
  const client = await server.live();
  client.watchMine(() => {});
  client.watch('p1', () => {});
  await server.clock.advance(0);
  server.socket.push(fullState({ version: 3, owner: 'user-1' }));
  await server.clock.advance(16);
  const container = document.createElement('div');
  container.innerHTML = '<p>connecting unknown undefined undefined</p>';
  const mismatch = vi.fn();

  const page = (
    <RealtimeProvider client={client}>
      <Page />
    </RealtimeProvider>
  );
  const root = await act(async () => hydrateRoot(container, page, { onRecoverableError: mismatch }));

  expect(mismatch).not.toHaveBeenCalled();
  expect(container.innerHTML).toBe('<p>live present 1 3</p>');
  act(() => root.unmount());
  client.close();
  vi.unstubAllGlobals();
});
