import type { JSX } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import {
  RealtimeProvider,
  useConnection,
  useMyPipelines,
  usePipeline,
  usePresence,
  useSmoothPercent,
} from '../../src/react/index.js';
import { FakeServer } from '../fakes/FakeServer.js';

const Page = (): JSX.Element => {
  const percent = useSmoothPercent(usePipeline('p1').state);
  return <p>{`${useConnection().status} ${usePresence('p1')} ${useMyPipelines()?.length} ${String(percent)}`}</p>;
};

it('Page_OnAServer_SaysThatNothingIsKnownYetAndConnectsToNothing', async () => {
  const server = new FakeServer();
  const html = renderToString(
    <RealtimeProvider client={server.client()}>
      <Page />
    </RealtimeProvider>,
  );
  await server.clock.advance(0);
  expect(html).toBe('<p>connecting unknown undefined undefined</p>');
  expect(server.sockets).toHaveLength(0);
});
