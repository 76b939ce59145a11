import { beforeEach, describe, expect, it } from 'vitest';
import type { FakeBrowser } from '../fakes/FakeBrowser.js';
import type { FakeServer } from '../fakes/FakeServer.js';
import { epoch1, fullState, transition } from '../fakes/frames.js';
import { Tabs } from './tabs.js';

let tabs: Tabs;
let server: FakeServer;
let browser: FakeBrowser;

beforeEach(() => {
  tabs = new Tabs();
  ({ server, browser } = tabs);
});

describe('the tab that leads', () => {
  it.each(['closes', 'crashes', 'is cached'])('Leader_That %s_IsFollowedByAnotherWithoutAGap', async (how) => {
    const [first, second] = await tabs.openTwo();
    const raised: number[] = [];
    second.client.watch('p1', () => {}, { onTransition: (one) => raised.push(one.transition) });
    await tabs.settle();
    server.socket.push(fullState({ version: 1 }));
    await tabs.settle();
    if (how === 'closes') first.client.close();
    else if (how === 'crashes') first.crash();
    else first.page.dispatchEvent(new Event('pagehide'));
    await tabs.settle();
    expect(server.sockets).toHaveLength(2);
    server.socket.greet();
    await tabs.settle();
    expect(server.socket.sentOf('subscribe_pipeline')).toMatchObject([
      { positions: { p1: { epoch: epoch1, version: 1 } } },
    ]);
    server.socket.push(fullState({ version: 5, transition: 2, transitions: [transition(1), transition(2)] }));
    await tabs.settle();
    expect(raised).toEqual([1, 2]);
    expect(second.client.connection).toMatchObject({ status: 'live' });
    expect(second.client.connection).not.toHaveProperty('shared');
  });

  it.each(['closes', 'crashes', 'is cached'])('LiveList_OfAFollowerWhoseLeader %s_IsAskedForAgain', async (how) => {
    const [first, second] = await tabs.openTwo();
    second.client.watchQuery(() => {}, { kind: 'import' });
    await tabs.settle();
    expect(server.socket.sentOf('subscribe_query')).toHaveLength(1);
    if (how === 'closes') first.client.close();
    else if (how === 'crashes') first.crash();
    else first.page.dispatchEvent(new Event('pagehide'));
    await tabs.settle();
    expect(server.sockets).toHaveLength(2);
    server.socket.greet();
    await tabs.settle();
    expect(server.socket.sentOf('subscribe_query')).toMatchObject([{ kind: 'import' }]);
  });

  it('LiveList_OfAThirdTab_IsAskedForAgain_AfterTheLeaderCrashed', async () => {
    const [first] = await tabs.openTwo();
    const third = await tabs.open();
    third.client.watchQuery(() => {}, { kind: 'import' });
    await tabs.settle();
    first.crash();
    await tabs.settle();
    server.socket.greet();
    await tabs.settle();
    expect(server.sockets).toHaveLength(2);
    expect(server.socket.sentOf('subscribe_query')).toMatchObject([{ kind: 'import' }]);
  });

  it('LiveListWithoutAPlace_IsAskedForAgain_WhenOneOfAnotherTabEnds', async () => {
    const [first, second] = await tabs.openTwo();
    const leave = first.client.watchQuery(() => {}, { kind: 'first' });
    await tabs.settle();
    second.client.watchQuery(() => {}, { kind: 'second' });
    await tabs.settle();
    const asked = server.socket.sentOf('subscribe_query');
    expect(asked.map(({ kind }) => kind)).toEqual(['first', 'second']);
    const request_id = asked[1]?.['request_id'];
    server.socket.push({ type: 'error', code: 'too_many_subscriptions', message: 'm', request_id });
    await tabs.settle();
    leave();
    await tabs.settle();
    expect(server.socket.sentOf('subscribe_query').map(({ kind }) => kind)).toEqual(['first', 'second', 'second']);
  });

  it.each(['hides', 'is given the lead'])('ReaderOfATabThat_%s_GoesOn', async (how) => {
    const [first, second] = await tabs.openTwo();
    const reader = how === 'hides' ? first : second;
    const read: number[] = [];
    const statuses: string[] = [];
    let isOver = false;
    reader.client.onConnection(({ status }) => statuses.push(status));
    void (async () => {
      for await (const { version } of reader.client.watch('p1')) read.push(version);
      isOver = true;
    })();
    await tabs.settle();
    server.socket.push(fullState({ version: 1 }));
    await tabs.settle();
    await tabs.hide(first); // the lead goes to the second
    server.socket.greet();
    await tabs.settle();
    server.socket.push(fullState({ version: 2 }));
    await tabs.settle();
    expect(isOver).toBe(false);
    expect(read).toEqual([1, 2]);
    expect(statuses).not.toContain('closed');
  });

  it('HiddenLeader_LeavesTheLeadToATabThatIsShown', async () => {
    const [first, second] = await tabs.openTwo();
    await tabs.hide(first);
    expect(server.sockets).toHaveLength(2);
    server.socket.greet();
    await tabs.settle();
    expect(second.client.connection).not.toHaveProperty('shared');
    expect(first.client.connection).toMatchObject({ status: 'live', shared: true });
  });

  it.each(['opens', 'is shown'])('HiddenLeader_LeavesTheLeadToATabThat_%s_Later', async (how) => {
    const [first, second] = await tabs.openTwo();
    await tabs.hide(second);
    await tabs.hide(first);
    expect(server.sockets).toHaveLength(1);
    const shown = how === 'opens' ? await tabs.open() : second;
    if (how === 'is shown') await tabs.show(second);
    server.socket.greet();
    await tabs.settle();
    expect(shown.client.connection).not.toHaveProperty('shared');
    expect(first.client.connection).toMatchObject({ status: 'live', shared: true });
  });

  it('HiddenLeader_WhoseFollowersAreHidden_GoesOn', async () => {
    const [first, second] = await tabs.openTwo();
    await tabs.hide(second);
    await tabs.hide(first);
    expect(server.sockets).toHaveLength(1);
  });

  it('LeaderThatIsSilent_IsGivenUpForAnOwnConnection', async () => {
    await tabs.openTwo();
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
    await tabs.settle();
    server.socket.greet();
    expect(client.connection.status).toBe('live');
  });
});

describe('start, after the server refused', () => {
  it.each([0, 1])('OfTheLeaderOrAFollower_%d_TriesAgain', async (which) => {
    const both = await tabs.openTwo();
    server.socket.drop(4403);
    await tabs.settle();
    expect(both[1].client.connection).toMatchObject({ status: 'closed', reason: 'forbidden' });
    both[which]?.client.start();
    await tabs.settle();
    expect(server.sockets).toHaveLength(2);
    server.socket.greet();
    await tabs.settle();
    for (const { client } of both) expect(client.connection.status).toBe('live');
  });
});
