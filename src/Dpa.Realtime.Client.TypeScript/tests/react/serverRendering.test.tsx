import type { JSX } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { RealtimeProvider, useConnection, useMyPipelines, usePipeline, usePresence, useSmoothPercent } from '../../src/react/index.js';
import { FakeServer } from '../fakes/FakeServer.js';

const Page = (): JSX.Element => {
  const pipeline = usePipeline('p1');
  const percent = useSmoothPercent(pipeline?.overall_progress);
  return <p>{`${useConnection().status} ${usePresence('p1')} ${useMyPipelines().length} ${String(percent)}`}</p>;
};

it('Page_OnAServer_SaysThatNothingIsKnownYetAndConnectsToNothing', async () => {
  const server = new FakeServer();
  const html = renderToString(
    <RealtimeProvider client={server.client()}>
      <Page />
    </RealtimeProvider>,
  );
  await server.clock.advance(0);
  expect(html).toBe('<p>connecting unknown 0 undefined</p>');
  expect(server.sockets).toHaveLength(0);
});
