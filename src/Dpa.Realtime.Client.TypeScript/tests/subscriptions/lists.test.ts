import { beforeEach, describe, expect, it } from 'vitest';
import type { ErrorFrame, LiveQuery, PipelineState, RealtimeClient } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { fullState } from '../fakes/frames.js';

let server: FakeServer;
let client: RealtimeClient;
let lists: (readonly string[])[];
let newest: readonly PipelineState[];

beforeEach(async () => {
  server = new FakeServer();
  client = await server.live();
  lists = [];
  newest = [];
});

/** The list is reported once a frame at most. */
const settle = (): Promise<void> => server.clock.advance(16);

const watch = async (query?: LiveQuery): Promise<() => void> => {
  const leave = client.watchQuery((list) => {
    newest = list;
    lists.push(list.map((state) => state.pipeline_id));
  }, query);
  await settle();
  return leave;
};

const asked = (): readonly Readonly<Record<string, unknown>>[] => server.socket.sentOf('subscribe_query');
const list = (...pipeline_ids: string[]): void =>
  server.socket.push({ type: 'query', query_id: asked().at(-1)?.['query_id'], pipeline_ids });

/** A state as `detail: 'summary'` has it. */
const summary = (fields: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => {
  const { stages: _stages, transitions: _transitions, transitions_from: _from, ...state } = fullState(fields);
  return state;
};

describe('watchQuery', () => {
  it('List_IsReportedInTheServersOrder_OnceAllOfItHaveCome', async () => {
    await watch({ kind: 'import', status: 'processing', limit: 20 });
    expect(asked()).toMatchObject([{ kind: 'import', status: ['processing'], limit: 20, detail: 'none' }]);
    list('p2', 'p1');
    await settle();
    expect(server.socket.sentOf('subscribe_pipeline')).toEqual([
      { type: 'subscribe_pipeline', pipeline_ids: ['p2', 'p1'], detail: 'summary' },
    ]);
    server.socket.push(summary({ pipeline_id: 'p2' }));
    await settle();
    expect(lists).toEqual([]);
    server.socket.push(summary({ pipeline_id: 'p1' }));
    await settle();
    expect(lists).toEqual([['p2', 'p1']]);
    server.socket.push(summary({ pipeline_id: 'p1', version: 2, overall_progress: 60 }));
    await settle();
    expect(newest.map((state) => state.overall_progress)).toEqual([0, 60]);
  });

  it('Pipelines_ThatEnterAndLeave_AreWatchedAndReleased', async () => {
    await watch();
    list('p1');
    server.socket.push(summary());
    await settle();
    list('p2');
    server.socket.push(summary({ pipeline_id: 'p2' }));
    await server.clock.advance(200);
    expect(lists.at(-1)).toEqual(['p2']);
    expect(client.getState('p1')).toBeUndefined();
    expect(server.socket.sentOf('unsubscribe_pipeline')).toMatchObject([{ pipeline_ids: ['p1'] }]);
  });

  it('None_IsAnEmptyListOnceItIsKnown', async () => {
    await watch();
    await server.clock.advance(5_000);
    expect(lists).toEqual([]);
    list();
    await settle();
    expect(lists).toEqual([[]]);
  });

  it('OneThatMayNotBeSeenAnyMore_HoldsNothingUp', async () => {
    await watch();
    list('p1', 'p2');
    server.socket.push(summary({ pipeline_id: 'p2' }));
    server.socket.push({ type: 'error', code: 'not_found', message: 'm', pipeline_id: 'p1' });
    await settle();
    expect(lists).toEqual([['p2']]);
  });

  it('NewConnection_AsksAgain_AndTheOldListHoldsUntilTheAnswer', async () => {
    await watch();
    list('p1');
    server.socket.push(summary());
    await settle();
    server.socket.drop();
    await server.clock.advance(2_000);
    server.socket.greet();
    await settle();
    expect(asked()).toHaveLength(1);
    expect(lists).toEqual([['p1']]);
    list();
    await settle();
    expect(lists.at(-1)).toEqual([]);
  });

  it('EndedList_IsUnsubscribedWithAllItWatched', async () => {
    const leave = await watch();
    list('p1');
    server.socket.push(summary());
    await settle();
    leave();
    await settle();
    expect(server.socket.sentOf('unsubscribe_query')).toHaveLength(1);
    expect(client.getState('p1')).toBeUndefined();
    list('p2');
    await settle();
    expect(lists).toEqual([['p1']]);
  });

  it('Refusal_IsReported_AndWhatIsOnlyNotThereNowIsAskedForAgain', async () => {
    const errors: ErrorFrame[] = [];
    await watch({ onError: (error) => errors.push(error) });
    const refuse = (code: string): void =>
      server.socket.push({ type: 'error', code, message: 'm', request_id: asked()[0]?.['request_id'] });
    refuse('application_unavailable');
    await server.clock.advance(2_000);
    expect(asked()).toHaveLength(2);
    expect(errors).toEqual([]);
    refuse('unknown_type');
    expect(errors).toMatchObject([{ code: 'unknown_type' }]);
  });

  it('ErrorAboutOneOfTheList_IsNoRefusalOfTheList', async () => {
    const errors: ErrorFrame[] = [];
    await watch({ onError: (error) => errors.push(error) });
    const request_id = asked()[0]?.['request_id'];
    for (const code of ['too_many_subscriptions', 'not_found', 'backplane_unavailable'])
      server.socket.push({ type: 'error', code, message: 'm', request_id, pipeline_id: 'p9' });
    list('p1');
    server.socket.push(summary());
    await server.clock.advance(5_000);
    expect(errors).toEqual([]);
    expect(asked()).toHaveLength(1);
    expect(lists).toEqual([['p1']]);
  });

  it('ListWithoutAPlace_IsAskedForAgain_WhenAnotherEnds', async () => {
    const errors: ErrorFrame[] = [];
    const leave = await watch({ kind: 'first' });
    await watch({ kind: 'second', onError: (error) => errors.push(error) });
    const refuse = (): void =>
      server.socket.push({
        type: 'error',
        code: 'too_many_subscriptions',
        message: 'm',
        request_id: asked().at(-1)?.['request_id'],
      });
    refuse();
    refuse();
    expect(errors).toHaveLength(1);
    leave();
    await settle();
    expect(asked().map(({ kind }) => kind)).toEqual(['first', 'second', 'second']);
  });

  const poll = async (): Promise<void> => {
    server.accepts = false;
    client = server.client();
    client.start();
    await server.clock.advance(60_000);
    expect(client.connection.status).toBe('polling');
  };

  it.each(['invalid_message', 'forbidden'])('WithoutASocket_%s_IsReportedOnce_AndNotRequestedAgain', async (code) => {
    await poll();
    const errors: ErrorFrame[] = [];
    server.list = () => Response.json({ code, title: 't' }, { status: code === 'forbidden' ? 403 : 400 });
    await watch({ onError: (error) => errors.push(error) });
    await server.clock.advance(1_000);
    const { length } = server.gets;
    await server.clock.advance(20_000);
    expect(errors).toMatchObject([{ type: 'error', code, message: 't' }]);
    expect(server.gets).toHaveLength(length);
    client.close();
  });

  it('WithoutASocket_TheTimeThatTheServerNamesIsKept', async () => {
    await poll();
    const headers = { 'retry-after': '60' };
    server.list = () => Response.json({ code: 'application_unavailable' }, { status: 503, headers });
    await watch({ kind: 'first' });
    await server.clock.advance(1_000);
    await watch({ kind: 'second' });
    await server.clock.advance(50_000);
    expect(server.gets).toHaveLength(1);
    server.list = () => Response.json({ pipelines: [fullState()] });
    await server.clock.advance(15_000);
    expect(server.gets.length).toBeGreaterThanOrEqual(3);
    expect(lists.at(-1)).toEqual(['p1']);
    client.close();
  });

  it('WithoutASocket_FailuresInARow_AreRequestedMoreAndMoreRarely', async () => {
    await poll();
    server.list = () => Response.json({}, { status: 500 });
    await watch();
    await server.clock.advance(120_000);
    expect(server.gets.length).toBeLessThan(20);
    client.close();
  });

  it('ListThatEndsBeforeItsAnswerOverHttp_BringsNothing', async () => {
    await poll();
    const mine: (readonly string[])[] = [];
    client.watchMine((pipelines) => mine.push(pipelines.map(({ pipeline_id }) => pipeline_id)));
    await server.clock.advance(5_000);
    let answer = (_: Response): void => {};
    server.list = () => new Promise((resolve) => (answer = resolve));
    const leave = await watch();
    await server.clock.advance(100);
    expect(server.gets).toHaveLength(1);
    leave();
    expect(server.gets[0]?.signal?.aborted).toBe(true);
    answer(Response.json({ pipelines: [fullState({ status: 'completed' })] }));
    await server.clock.advance(1_000);
    expect(mine.flat()).toEqual([]);
    client.close();
  });

  it('WithoutASocket_TheListIsRequestedFromTimeToTime', async () => {
    server.accepts = false;
    client = server.client();
    client.start();
    await server.clock.advance(60_000);
    expect(client.connection.status).toBe('polling');
    server.list = () => Response.json({ pipelines: [fullState({ pipeline_id: 'p2' }), fullState()] });
    await watch({ limit: 5 });
    await server.clock.advance(100);
    expect(server.gets.at(-1)?.url).toContain('limit=5');
    expect(lists.at(-1)).toEqual(['p2', 'p1']);
    server.list = () => Response.json({ pipelines: [fullState()] });
    await server.clock.advance(2_100);
    expect(lists.at(-1)).toEqual(['p1']);
    client.close();
  });
});
