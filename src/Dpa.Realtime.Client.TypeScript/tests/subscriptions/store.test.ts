import { beforeEach, describe, expect, it } from 'vitest';
import type { PipelineSnapshot } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { epoch1, fullState } from '../fakes/frames.js';

let server: FakeServer;
beforeEach(() => {
  server = new FakeServer();
});

const crowded = { type: 'error', code: 'too_many_subscriptions', message: 'm', pipeline_id: 'p1' };

describe('a pipeline as a store', () => {
  it('Error_IsOverOnceTheServerConfirms_AlsoWithoutANewState', async () => {
    const client = await server.live();
    const store = client.pipeline('p1');
    store.subscribe(() => {});
    await server.clock.advance(0);
    server.socket.push(fullState({ version: 3 }));
    server.socket.push(crowded);
    expect(store.getSnapshot()).toMatchObject({ state: { version: 3 }, error: { code: 'too_many_subscriptions' } });
    server.socket.push({ type: 'subscription_confirmed', pipeline_id: 'p1', epoch: epoch1, version: 3 });
    expect(store.getSnapshot()).toMatchObject({ state: { version: 3 }, error: undefined });
    client.close();
  });

  it('Error_OfAPoll_IsOverWithTheNextThatDoesNotNameIt', async () => {
    server.accepts = false;
    const errors = [{ code: 'too_many_subscriptions', message: 'm', pipeline_ids: ['p1'] }];
    server.answer = () => Response.json({ pipelines: [], errors });
    const client = server.client();
    const store = client.pipeline('p1');
    store.subscribe(() => {});
    client.start();
    while (client.connection.status !== 'polling') await server.clock.advance(1_000);
    await server.clock.advance(4_000);
    expect(store.getSnapshot().error).toMatchObject({ code: 'too_many_subscriptions' });
    server.answer = () => Response.json({ pipelines: [] });
    await server.clock.advance(2_000);
    expect(store.getSnapshot().error).toBeUndefined();
    client.close();
  });

  it('WhoComesBack_IsNotShownWhatWasKnownBefore', async () => {
    const client = await server.live();
    const store = client.pipeline('p1');
    const leave = store.subscribe(() => {});
    await server.clock.advance(0);
    server.socket.push(fullState({ version: 3 }));
    leave();
    await server.clock.advance(0);
    const seen: PipelineSnapshot[] = [];
    store.subscribe((snapshot) => seen.push(snapshot));
    expect(seen.map(({ presence, state }) => [presence, state])).toEqual([['unknown', undefined]]);
    client.close();
  });
});
