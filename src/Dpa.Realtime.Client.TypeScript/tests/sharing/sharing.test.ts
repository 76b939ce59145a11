import { beforeEach, describe, expect, it } from 'vitest';
import type { FakeBrowser } from '../fakes/FakeBrowser.js';
import type { FakeServer } from '../fakes/FakeServer.js';
import { epoch1, epoch2, fullState, stageUpdate } from '../fakes/frames.js';
import { Tabs } from './tabs.js';

let tabs: Tabs;
let server: FakeServer;
let browser: FakeBrowser;

beforeEach(() => {
  tabs = new Tabs();
  ({ server, browser } = tabs);
});

describe('sharing a connection between tabs', () => {
  it('SecondTab_OpensNoSocketAndSaysThatItShares', async () => {
    const [first, second] = await tabs.openTwo();
    expect(server.sockets).toHaveLength(1);
    expect(first.client.connection).toMatchObject({ status: 'live' });
    expect(second.client.connection).toMatchObject({ status: 'live', shared: true });
  });

  it('Frames_ReachTheTabThatWatchesWithEachTransitionOnce', async () => {
    const [first, second] = await tabs.openTwo();
    const raised: number[] = [];
    second.client.watch('p1', () => {}, { onTransition: (one) => raised.push(one.transition) });
    await tabs.settle();
    expect(server.socket.sentOf('subscribe_pipeline')).toMatchObject([{ pipeline_ids: ['p1'] }]);
    server.socket.push(fullState({ version: 1 }));
    server.socket.push(stageUpdate({ version: 2, transition: 1, change: 'status' }));
    await tabs.settle();
    expect(second.client.getState('p1')).toMatchObject({ version: 2 });
    expect(raised).toEqual([1]);
    expect(first.client.getState('p1')).toEqual(second.client.getState('p1'));
  });

  it('Control_ThatIsRefusedToATab_TakesNothingFromTheLeader', async () => {
    const [first, second] = await tabs.openTwo();
    first.client.watch('p1', () => {});
    await tabs.settle();
    server.socket.push(fullState());
    const refused = expect(second.client.control('p1', 'cancel')).rejects.toMatchObject({ code: 'not_found' });
    await tabs.settle();
    const [{ request_id } = { request_id: '' }] = server.socket.sentOf('control');
    server.socket.push({ type: 'error', code: 'not_found', message: 'Not found.', pipeline_id: 'p1', request_id });
    await tabs.settle();
    await refused;
    expect(first.client.getPresence('p1')).toBe('present');
  });

  it('LiveList_OfATab_IsItsOwn', async () => {
    const [, second] = await tabs.openTwo();
    const lists: (readonly string[])[] = [];
    second.client.watchQuery((list) => lists.push(list.map(({ pipeline_id }) => pipeline_id)), { kind: 'import' });
    await tabs.settle();
    const [{ query_id } = { query_id: '' }] = server.socket.sentOf('subscribe_query');
    server.socket.push({ type: 'query', query_id, pipeline_ids: ['p1'] });
    await tabs.settle();
    server.socket.push(fullState());
    await tabs.settle();
    await tabs.settle();
    expect(lists).toEqual([['p1']]);
    second.crash();
    await tabs.settle();
    expect(server.socket.sentOf('unsubscribe_query')).toMatchObject([{ query_id }]);
  });

  it('Tabs_ThatAreClosed_LeaveNoLockNorTimer', async () => {
    const [first, second] = await tabs.openTwo();
    first.client.close();
    await tabs.settle();
    expect(browser.waiting).toBe(2); // the other tab's own lock, and the lead
    second.client.close();
    await tabs.settle();
    expect(browser.waiting).toBe(0);
    expect(server.clock.pending).toBe(0);
  });

  it('WhatTheLeaderHolds_IsToldAtOnceWithoutTheServer', async () => {
    const [first, second] = await tabs.openTwo();
    first.client.watch('p1', () => {});
    await tabs.settle();
    server.socket.push(fullState({ epoch: epoch2, continues: epoch1, version: 3 }));
    second.client.watch('p1', () => {});
    await tabs.settle();
    expect(second.client.getState('p1')).toMatchObject({ version: 3, continues: epoch1 });
    expect(server.socket.sentOf('subscribe_pipeline')).toHaveLength(1);
  });

  it('ShortRun_OfAPipelineThatAFollowerLeftBefore_IsListedAmongTheUsersOwn', async () => {
    const [, second] = await tabs.openTwo();
    let mine: readonly string[] = [];
    second.client.watchMine((list) => (mine = list.map(({ pipeline_id }) => pipeline_id)));
    const leave = second.client.watch('p1', () => {}, { wait: true });
    await tabs.settle();
    leave();
    await tabs.settle();
    server.socket.push({ type: 'unsubscription_confirmed', pipeline_id: 'p1', reason: 'requested' });
    server.socket.push(fullState({ status: 'completed' }));
    await tabs.settle();
    await tabs.settle();
    await tabs.settle();
    expect(mine).toEqual(['p1']);
  });

  it('TabThatLeaves_IsUnsubscribed_HoweverItWent', async () => {
    const [, second] = await tabs.openTwo();
    const third = await tabs.open();
    second.client.watch('p2', () => {});
    third.client.watch('p3', () => {});
    await tabs.settle();
    second.client.close();
    await tabs.settle();
    expect(server.socket.sentOf('unsubscribe_pipeline')).toMatchObject([{ pipeline_ids: ['p2'] }]);
    third.crash();
    await tabs.settle();
    expect(server.socket.sentOf('unsubscribe_pipeline')).toMatchObject([
      { pipeline_ids: ['p2'] },
      { pipeline_ids: ['p3'] },
    ]);
  });

  it('HiddenFollower_IsAskedForSlowlyOnlyWhereNobodyElseWantsMore', async () => {
    const [first, second] = await tabs.openTwo();
    second.client.watch('p1', () => {});
    await tabs.settle();
    await tabs.hide(second);
    expect(server.socket.sentOf('subscribe_pipeline').at(-1)).toMatchObject({ max_hz: 1 });
    first.client.watch('p1', () => {});
    await tabs.settle();
    expect(server.socket.sentOf('subscribe_pipeline').at(-1)).not.toHaveProperty('max_hz');
  });

  it('Mine_IsToldToEachTabThatAsks', async () => {
    const [, second] = await tabs.openTwo();
    second.client.watchMine(() => {});
    await tabs.settle();
    server.socket.push(fullState({ owner: 'user-1' }));
    await tabs.settle();
    expect(second.client.getMine()?.map((state) => state.pipeline_id)).toEqual(['p1']);
    const third = await tabs.open();
    third.client.watchMine(() => {});
    await tabs.settle();
    await tabs.settle();
    expect(third.client.getMine()?.map((state) => state.pipeline_id)).toEqual(['p1']);
    expect(server.socket.sentOf('subscribe_user')).toHaveLength(1);
  });

  it('Mine_ForATabThatWantsStages_IsNotToldAsWholeWhereTheLeaderHoldsNone', async () => {
    const [first, second] = await tabs.openTwo();
    first.client.watchMine(() => {}, { detail: 'pipeline' });
    await tabs.settle();
    const { stages: _, ...coarse } = fullState({ owner: 'user-1' });
    server.socket.push(coarse);
    await tabs.settle();
    const told: number[] = [];
    second.client.watchMine((list) => told.push(...list.map(({ stages }) => stages.length)));
    await tabs.settle();
    await tabs.settle();
    expect(told).toEqual([]);
    expect(server.socket.sentOf('subscribe_user').at(-1)).not.toHaveProperty('detail');
    server.socket.push(fullState({ owner: 'user-1' }));
    await tabs.settle();
    await tabs.settle();
    expect(told).toEqual([2]);
  });

  it('Control_IsAnsweredToTheTabThatAsked', async () => {
    const [, second] = await tabs.openTwo();
    const third = await tabs.open();
    const done = second.client.control('p1', 'cancel');
    const refused = expect(third.client.control('p1', 'cancel')).rejects.toMatchObject({ code: 'not_controllable' });
    await tabs.settle();
    const [one, other] = server.socket.sentOf('control').map((frame) => frame['request_id']);
    expect(one).not.toBe(other);
    server.socket.push({ type: 'control_accepted', pipeline_id: 'p1', action: 'cancel', request_id: one });
    server.socket.push({
      type: 'error',
      code: 'not_controllable',
      message: 'No.',
      pipeline_id: 'p1',
      request_id: other,
    });
    await done;
    await refused;
  });

  it('Answers_OfSeveralTabs_WhileTheLeaderPolls_ReachTheTabThatGaveThem', async () => {
    server.accepts = false;
    const first = await tabs.open();
    while (first.client.connection.status !== 'polling') await server.clock.advance(1000);
    const second = await tabs.open();
    expect(second.client.connection).toMatchObject({ status: 'polling', shared: true });
    server.decide = ({ body }) =>
      body['answer'] === 'yes'
        ? new Response('{}', { status: 202 })
        : Response.json({ code: 'already_answered', title: 'Too late.' }, { status: 409 });
    const done = second.client.answer('p1', 'duplicate', 'yes');
    const refused = expect(first.client.answer('p1', 'duplicate', 'no')).rejects.toMatchObject({
      code: 'already_answered',
      message: 'Too late.',
    });
    await tabs.settle();
    await done;
    await refused;
    expect(server.posts).toHaveLength(2);
  });

  it('Close_LeavesNothing', async () => {
    const [first, second] = await tabs.openTwo();
    second.client.close();
    first.client.close();
    await tabs.settle();
    expect(server.clock.pending).toBe(0);
    expect(second.client.connection.status).toBe('closed');
  });
});
