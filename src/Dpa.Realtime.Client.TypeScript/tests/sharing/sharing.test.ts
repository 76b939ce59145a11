import { beforeEach, describe, expect, it } from 'vitest';
import type { RealtimeClient } from '../../src/index.js';
import { FakeBrowser } from '../fakes/FakeBrowser.js';
import { FakePage, FakeServer } from '../fakes/FakeServer.js';
import { epoch1, epoch2, fullState, stageUpdate, transition } from '../fakes/frames.js';

interface Tab {
  readonly client: RealtimeClient;
  readonly page: FakePage;
  crash(): void;
}

let server: FakeServer;
let browser: FakeBrowser;
let names = 0;

beforeEach(() => {
  server = new FakeServer();
  browser = new FakeBrowser();
});

const settle = (): Promise<void> => server.clock.advance(16);

async function open(): Promise<Tab> {
  const page = new FakePage();
  const { BroadcastChannel, locks, crash } = browser.tab();
  const name = ++names / 1000;
  const platform = {
    ...server.platform(),
    window: page,
    document: page,
    navigator: { locks },
    BroadcastChannel,
    random: () => name,
  };
  const client = server.client({ shareTabs: true, platform });
  client.start();
  await settle();
  return { client, page, crash };
}

/** The first leads and is live, the second follows. */
async function openTwo(): Promise<[Tab, Tab]> {
  const first = await open();
  server.socket.greet();
  await settle();
  return [first, await open()];
}

const become = async ({ page }: Tab, visibility: 'hidden' | 'visible'): Promise<void> => {
  page.visibilityState = visibility;
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
};
const hide = (tab: Tab): Promise<void> => become(tab, 'hidden');
const show = (tab: Tab): Promise<void> => become(tab, 'visible');

describe('sharing a connection between tabs', () => {
  it('SecondTab_OpensNoSocketAndSaysThatItShares', async () => {
    const [first, second] = await openTwo();
    expect(server.sockets).toHaveLength(1);
    expect(first.client.connection).toMatchObject({ status: 'live' });
    expect(second.client.connection).toMatchObject({ status: 'live', shared: true });
  });

  it('Frames_ReachTheTabThatWatchesWithEachTransitionOnce', async () => {
    const [first, second] = await openTwo();
    const raised: number[] = [];
    second.client.watch('p1', () => {}, { onTransition: (one) => raised.push(one.transition) });
    await settle();
    expect(server.socket.sentOf('subscribe_pipeline')).toMatchObject([{ pipeline_ids: ['p1'] }]);
    server.socket.push(fullState({ version: 1 }));
    server.socket.push(stageUpdate({ version: 2, transition: 1, change: 'status' }));
    await settle();
    expect(second.client.getState('p1')).toMatchObject({ version: 2 });
    expect(raised).toEqual([1]);
    expect(first.client.getState('p1')).toEqual(second.client.getState('p1'));
  });

  it('Control_ThatIsRefusedToATab_TakesNothingFromTheLeader', async () => {
    const [first, second] = await openTwo();
    first.client.watch('p1', () => {});
    await settle();
    server.socket.push(fullState());
    const refused = expect(second.client.control('p1', 'cancel')).rejects.toMatchObject({ code: 'not_found' });
    await settle();
    const [{ request_id } = { request_id: '' }] = server.socket.sentOf('control');
    server.socket.push({ type: 'error', code: 'not_found', message: 'Not found.', pipeline_id: 'p1', request_id });
    await settle();
    await refused;
    expect(first.client.getPresence('p1')).toBe('present');
  });

  it('Tabs_ThatAreClosed_LeaveNoLockNorTimer', async () => {
    const [first, second] = await openTwo();
    first.client.close();
    await settle();
    expect(browser.waiting).toBe(2); // the other tab's own lock, and the lead
    second.client.close();
    await settle();
    expect(browser.waiting).toBe(0);
    expect(server.clock.pending).toBe(0);
  });

  it('WhatTheLeaderHolds_IsToldAtOnceWithoutTheServer', async () => {
    const [first, second] = await openTwo();
    first.client.watch('p1', () => {});
    await settle();
    server.socket.push(fullState({ epoch: epoch2, continues: epoch1, version: 3 }));
    second.client.watch('p1', () => {});
    await settle();
    expect(second.client.getState('p1')).toMatchObject({ version: 3, continues: epoch1 });
    expect(server.socket.sentOf('subscribe_pipeline')).toHaveLength(1);
  });

  it('TabThatLeaves_IsUnsubscribed_HoweverItWent', async () => {
    const [, second] = await openTwo();
    const third = await open();
    second.client.watch('p2', () => {});
    third.client.watch('p3', () => {});
    await settle();
    second.client.close();
    await settle();
    expect(server.socket.sentOf('unsubscribe_pipeline')).toMatchObject([{ pipeline_ids: ['p2'] }]);
    third.crash();
    await settle();
    expect(server.socket.sentOf('unsubscribe_pipeline')).toMatchObject([
      { pipeline_ids: ['p2'] },
      { pipeline_ids: ['p3'] },
    ]);
  });

  it.each(['closes', 'crashes', 'is cached'])('Leader_That %s_IsFollowedByAnotherWithoutAGap', async (how) => {
    const [first, second] = await openTwo();
    const raised: number[] = [];
    second.client.watch('p1', () => {}, { onTransition: (one) => raised.push(one.transition) });
    await settle();
    server.socket.push(fullState({ version: 1 }));
    await settle();
    if (how === 'closes') first.client.close();
    else if (how === 'crashes') first.crash();
    else first.page.dispatchEvent(new Event('pagehide'));
    await settle();
    expect(server.sockets).toHaveLength(2);
    server.socket.greet();
    await settle();
    expect(server.socket.sentOf('subscribe_pipeline')).toMatchObject([
      { positions: { p1: { epoch: epoch1, version: 1 } } },
    ]);
    server.socket.push(fullState({ version: 5, transition: 2, transitions: [transition(1), transition(2)] }));
    await settle();
    expect(raised).toEqual([1, 2]);
    expect(second.client.connection).toMatchObject({ status: 'live' });
    expect(second.client.connection).not.toHaveProperty('shared');
  });

  it.each(['hides', 'is given the lead'])('ReaderOfATabThat_%s_GoesOn', async (how) => {
    const [first, second] = await openTwo();
    const reader = how === 'hides' ? first : second;
    const read: number[] = [];
    const statuses: string[] = [];
    let isOver = false;
    reader.client.onConnection(({ status }) => statuses.push(status));
    void (async () => {
      for await (const { version } of reader.client.watch('p1')) read.push(version);
      isOver = true;
    })();
    await settle();
    server.socket.push(fullState({ version: 1 }));
    await settle();
    await hide(first); // the lead goes to the second
    server.socket.greet();
    await settle();
    server.socket.push(fullState({ version: 2 }));
    await settle();
    expect(isOver).toBe(false);
    expect(read).toEqual([1, 2]);
    expect(statuses).not.toContain('closed');
  });

  it('HiddenLeader_LeavesTheLeadToATabThatIsShown', async () => {
    const [first, second] = await openTwo();
    await hide(first);
    expect(server.sockets).toHaveLength(2);
    server.socket.greet();
    await settle();
    expect(second.client.connection).not.toHaveProperty('shared');
    expect(first.client.connection).toMatchObject({ status: 'live', shared: true });
  });

  it.each(['opens', 'is shown'])('HiddenLeader_LeavesTheLeadToATabThat_%s_Later', async (how) => {
    const [first, second] = await openTwo();
    await hide(second);
    await hide(first);
    expect(server.sockets).toHaveLength(1);
    const shown = how === 'opens' ? await open() : second;
    if (how === 'is shown') await show(second);
    server.socket.greet();
    await settle();
    expect(shown.client.connection).not.toHaveProperty('shared');
    expect(first.client.connection).toMatchObject({ status: 'live', shared: true });
  });

  it('HiddenLeader_WhoseFollowersAreHidden_GoesOn', async () => {
    const [first, second] = await openTwo();
    await hide(second);
    await hide(first);
    expect(server.sockets).toHaveLength(1);
  });

  it('HiddenFollower_IsAskedForSlowlyOnlyWhereNobodyElseWantsMore', async () => {
    const [first, second] = await openTwo();
    second.client.watch('p1', () => {});
    await settle();
    await hide(second);
    expect(server.socket.sentOf('subscribe_pipeline').at(-1)).toMatchObject({ max_hz: 1 });
    first.client.watch('p1', () => {});
    await settle();
    expect(server.socket.sentOf('subscribe_pipeline').at(-1)).not.toHaveProperty('max_hz');
  });

  it('Mine_IsToldToEachTabThatAsks', async () => {
    const [, second] = await openTwo();
    second.client.watchMine(() => {});
    await settle();
    server.socket.push(fullState({ owner: 'user-1' }));
    await settle();
    expect(second.client.getMine()?.map((state) => state.pipeline_id)).toEqual(['p1']);
    const third = await open();
    third.client.watchMine(() => {});
    await settle();
    await settle();
    expect(third.client.getMine()?.map((state) => state.pipeline_id)).toEqual(['p1']);
    expect(server.socket.sentOf('subscribe_user')).toHaveLength(1);
  });

  it('Mine_ForATabThatWantsStages_IsNotToldAsWholeWhereTheLeaderHoldsNone', async () => {
    const [first, second] = await openTwo();
    first.client.watchMine(() => {}, { detail: 'pipeline' });
    await settle();
    const { stages: _, ...coarse } = fullState({ owner: 'user-1' });
    server.socket.push(coarse);
    await settle();
    const told: number[] = [];
    second.client.watchMine((list) => told.push(...list.map(({ stages }) => stages.length)));
    await settle();
    await settle();
    expect(told).toEqual([]);
    expect(server.socket.sentOf('subscribe_user').at(-1)).not.toHaveProperty('detail');
    server.socket.push(fullState({ owner: 'user-1' }));
    await settle();
    await settle();
    expect(told).toEqual([2]);
  });

  it('Control_IsAnsweredToTheTabThatAsked', async () => {
    const [, second] = await openTwo();
    const third = await open();
    const done = second.client.control('p1', 'cancel');
    const refused = expect(third.client.control('p1', 'cancel')).rejects.toMatchObject({ code: 'not_controllable' });
    await settle();
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
    const first = await open();
    while (first.client.connection.status !== 'polling') await server.clock.advance(1000);
    const second = await open();
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
    await settle();
    await done;
    await refused;
    expect(server.posts).toHaveLength(2);
  });

  it('LeaderThatIsSilent_IsGivenUpForAnOwnConnection', async () => {
    await openTwo();
    const { BroadcastChannel } = browser.tab();
    const deaf = class extends BroadcastChannel {
      override postMessage(): void {}
    };
    const { locks } = browser.tab();
    const client = server.client({
      shareTabs: true,
      platform: { ...server.platform(), navigator: { locks }, BroadcastChannel: deaf },
    });
    client.start();
    await server.clock.advance(29_000);
    expect(server.sockets).toHaveLength(1);
    server.socket.push({ type: 'ping', timestamp: 't' });
    await server.clock.advance(2_000);
    expect(server.sockets).toHaveLength(2);
    server.socket.greet();
    expect(client.connection.status).toBe('live');
  });

  it('BrowserWithoutLocks_ConnectsByItself', async () => {
    const client = server.client({ shareTabs: true });
    client.start();
    await settle();
    server.socket.greet();
    expect(client.connection.status).toBe('live');
  });

  it('Close_LeavesNothing', async () => {
    const [first, second] = await openTwo();
    second.client.close();
    first.client.close();
    await settle();
    expect(server.clock.pending).toBe(0);
    expect(second.client.connection.status).toBe('closed');
  });
});

describe('start, after the server refused', () => {
  it.each([0, 1])('OfTheLeaderOrAFollower_%d_TriesAgain', async (which) => {
    const tabs = await openTwo();
    server.socket.drop(4403);
    await settle();
    expect(tabs[1].client.connection).toMatchObject({ status: 'closed', reason: 'forbidden' });
    tabs[which]?.client.start();
    await settle();
    expect(server.sockets).toHaveLength(2);
    server.socket.greet();
    await settle();
    for (const { client } of tabs) expect(client.connection.status).toBe('live');
  });
});
