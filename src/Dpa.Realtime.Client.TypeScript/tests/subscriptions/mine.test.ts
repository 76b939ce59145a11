import { beforeEach, describe, expect, it } from 'vitest';
import type { PipelineState, RealtimeClient } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { fullState, stageUpdate } from '../fakes/frames.js';

let server: FakeServer;
let client: RealtimeClient;
let lists: (readonly PipelineState[])[];
let leave: () => void;

beforeEach(async () => {
  server = new FakeServer();
  client = await server.live();
  lists = [];
  leave = client.watchMine((list) => lists.push(list));
  await settle();
});

/** The list is reported once a frame at most. */
const settle = (): Promise<void> => server.clock.advance(16);
const ids = (): string[] | undefined => client.getMine()?.map((state) => state.pipeline_id);
const types = (): string[] =>
  server.socket.sent.map((frame) => frame.type).filter((type) => type.includes('subscribe'));

describe('watchMine', () => {
  it('Pipelines_ThatNobodyNamed_AreListedOldestFirst', async () => {
    server.socket.push(fullState({ pipeline_id: 'p2', created_at: '2026-01-02T00:00:00Z' }));
    server.socket.push(fullState({ pipeline_id: 'p1', created_at: '2026-01-01T00:00:00Z' }));
    server.socket.push(stageUpdate({ pipeline_id: 'p1' }));
    await settle();
    expect(types()).toEqual(['subscribe_user']);
    expect(ids()).toEqual(['p1', 'p2']);
    expect(lists).toHaveLength(1);
    expect(client.getState('p1')).toMatchObject({ version: 2 });
  });

  it('None_IsSaidOnceTheServerHasNamedWhatItSubscribedTo', async () => {
    expect(server.socket.sent.slice(-2)).toEqual([{ type: 'subscribe_user' }, { type: 'get_status' }]);
    await server.clock.advance(5_000);
    expect(lists).toEqual([]);
    expect(client.getMine()).toBeUndefined();
    server.socket.push({ type: 'status', subscriptions: [] });
    await settle();
    expect(lists).toEqual([[]]);
    expect(client.getMine()).toEqual([]);
  });

  it('StateThatIsStillToCome_IsWaitedForBeforeTheListIsComplete', async () => {
    server.socket.push({ type: 'status', subscriptions: ['p1'] });
    await settle();
    expect(lists).toEqual([]);
    server.socket.push(fullState({ owner: 'user-1' }));
    await settle();
    expect(ids()).toEqual(['p1']);
  });

  it('None_IsSaidAfterTwoHeartbeats_WhereNothingNamesThem', async () => {
    server.socket.push({ type: 'ping', timestamp: 't' });
    await settle();
    expect(lists).toEqual([]);
    server.socket.push({ type: 'ping', timestamp: 't' });
    await settle();
    expect(lists).toEqual([[]]);
  });

  it.each(['expired', 'forbidden'])('ShortRun_OfAPipelineThatTheServerEndedAs_%s_IsListed', async (reason) => {
    const done = client.watch('p1', () => {}, { wait: true });
    await settle();
    server.socket.push({ type: 'unsubscription_confirmed', pipeline_id: 'p1', reason });
    done();
    await settle();
    server.socket.push(fullState({ owner: 'user-1', status: 'completed' }));
    await settle();
    expect(ids()).toEqual(['p1']);
  });

  it('OwnPipeline_ThatIsWatchedToo_OutlivesThatWatch', async () => {
    const done = client.watch('p1', () => {});
    await settle();
    server.socket.push(fullState({ owner: 'user-1' }));
    await settle();
    done();
    await settle();
    expect(types()).toEqual(['subscribe_user', 'subscribe_pipeline']);
    expect(ids()).toEqual(['p1']);
  });

  it('OwnPipeline_ThatNobodyListensToAnyMore_IsNotAskedForAtARateThatIsNone', async () => {
    server.socket.push(fullState({ owner: 'user-1' }));
    await settle();
    server.socket.drop();
    await server.clock.advance(1000);
    leave();
    server.socket.greet(); // before the change of the unwatch is sent
    for (const asked of server.socket.sentOf('subscribe_pipeline')) expect(asked).not.toHaveProperty('max_hz', null);
    expect(server.socket.sentOf('subscribe_pipeline').length).toBeGreaterThan(0);
  });

  it('OwnPipeline_ThatIsHeldAlready_IsListedThoughTheServerSaysNothingNew', async () => {
    leave();
    client.watch('p1', () => {});
    await settle();
    server.socket.push(fullState({ owner: 'user-1' }));
    client.watchMine((list) => lists.push(list));
    await settle();
    await settle();
    expect(ids()).toEqual(['p1']);
    expect(lists.at(-1)).toMatchObject([{ pipeline_id: 'p1' }]);
  });

  it('OwnPipeline_ThatThePageKnew_IsListedThoughTheServerSaysNothingNew', async () => {
    const known = fullState({ owner: 'user-1', version: 5 }) as unknown as PipelineState;
    client.watch('p1', () => {}, { known });
    server.socket.push(fullState({ owner: 'user-1', version: 5 }));
    server.socket.push({ type: 'status', subscriptions: ['p1'] });
    await settle();
    expect(ids()).toEqual(['p1']);
  });

  it.each([
    ['of another owner', { owner: 'user-2' }],
    ['of a batch', { owner: 'user-1', parent_id: 'b' }],
    ['that ended', { owner: 'user-1', status: 'completed' }],
  ])('WatchedPipeline %s_IsNotListed', async (_, fields) => {
    client.watch('p1', () => {});
    await settle();
    server.socket.push(fullState(fields));
    server.socket.push({ type: 'status', subscriptions: ['p1'] });
    await settle();
    expect(ids()).toEqual([]);
  });

  it('EndedPipeline_ThatWasLeftBeforeItsStateCame_IsNotListed', async () => {
    server.socket.push({ type: 'status', subscriptions: [] });
    const done = client.watch('old', () => {});
    await settle();
    done();
    await settle();
    const ended = fullState({ pipeline_id: 'old', version: 9, status: 'completed', ended: true });
    server.socket.push(ended);
    server.socket.push({ type: 'unsubscription_confirmed', pipeline_id: 'old', reason: 'requested' });
    await settle();
    expect(ids()).toEqual([]);
    server.socket.push(ended); // from then on it is news
    await settle();
    expect(ids()).toEqual(['old']);
  });

  it('Reconnect_AsksForBoth', async () => {
    server.socket.push(fullState({ pipeline_id: 'p1', version: 4 }));
    server.socket.drop();
    await server.clock.advance(1000);
    server.socket.greet();
    expect(server.socket.sent.slice(0, 2)).toMatchObject([
      { type: 'subscribe_pipeline', positions: { p1: { version: 4 } } },
      { type: 'subscribe_user' },
    ]);
  });

  it('LastListener_ReleasesAllButWhatIsWatched', async () => {
    server.socket.push(fullState({ pipeline_id: 'p1' }));
    server.socket.push(fullState({ pipeline_id: 'p2' }));
    client.watch('p2', () => {});
    await settle();
    leave();
    await settle();
    expect(types()).toEqual(['subscribe_user', 'unsubscribe_user', 'unsubscribe_pipeline']);
    expect(client.getState('p1')).toBeUndefined();
    expect(client.getState('p2')).toBeDefined();
    expect(client.getMine()).toBeUndefined();
  });

  it('LastListener_WhileTheSocketIsAway_ReleasesThemToo', async () => {
    server.socket.push(fullState({ pipeline_id: 'p1' }));
    server.socket.drop();
    leave();
    await server.clock.advance(1000);
    server.socket.greet();
    await settle();
    expect(types()).toEqual([]);
    expect(client.getState('p1')).toBeUndefined();
  });

  it('EndedPipelines_BeyondAHundred_AreLetGo', async () => {
    for (let index = 0; index < 130; index++)
      server.socket.push(fullState({ pipeline_id: `p${index}`, status: 'completed' }));
    await settle();
    await settle();
    expect(client.getMine()).toHaveLength(100);
    expect(client.getState('p0')).toBeUndefined();
    expect(client.getState('p129')).toBeDefined();
  });

  it('Revoked_LeavesTheList', async () => {
    server.socket.push(fullState());
    await settle();
    server.socket.push({ type: 'unsubscription_confirmed', pipeline_id: 'p1', reason: 'forbidden' });
    await settle();
    expect(lists.at(-1)).toEqual([]);
  });

  it('OptionsOfAllListeners_AskForTheRichest', async () => {
    leave();
    const ofList = client.watchMine(() => {}, { detail: 'pipeline', maxHz: 4 });
    await settle();
    const asked = { type: 'subscribe_user', detail: 'pipeline', max_hz: 4 };
    expect(server.socket.sentOf('subscribe_user').at(-1)).toEqual(asked);
    const { stages: _, ...listed } = fullState({ pipeline_id: 'p1' });
    server.socket.push(listed as never);
    await settle();
    expect(types()).toEqual(['subscribe_user', 'unsubscribe_user', 'subscribe_user']);
    expect(ids()).toEqual(['p1']);

    const ofCard = client.watch('p1', () => {}, { maxHz: 10 });
    await settle();
    expect(server.socket.sent.at(-1)).toEqual({ type: 'subscribe_pipeline', pipeline_ids: ['p1'], max_hz: 10 });
    ofCard();
    await settle();
    expect(server.socket.sent.at(-1)).toMatchObject({ type: 'subscribe_pipeline', detail: 'pipeline', max_hz: 4 });

    client.watchMine(() => {});
    await settle();
    expect(server.socket.sent.slice(-3)).toMatchObject([
      { type: 'subscribe_user' },
      { type: 'get_status' },
      { type: 'subscribe_pipeline', pipeline_ids: ['p1'] },
    ]);
    ofList();
  });
});
