import { beforeEach, describe, expect, it } from 'vitest';
import { RealtimeClient } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { epoch1, fullState } from '../fakes/frames.js';

let server: FakeServer;
beforeEach(() => {
  server = new FakeServer();
});

describe('connecting', () => {
  it('Start_OffersTheSubProtocolAtTheUsersAddress', async () => {
    const client = server.client({ userId: '用户/1', baseUrl: 'https://host/app/' });
    client.start();
    await server.clock.advance(0);
    expect(server.socket).toMatchObject({
      url: `wss://host/app/api/v1/ws/${encodeURIComponent('用户/1')}`,
      protocols: ['dpa.realtime.v1'],
    });
    expect(client.connection).toMatchObject({ status: 'connecting' });
  });

  it('Greeting_MakesItLive', async () => {
    const client = await server.live();
    expect(client.connection).toEqual({ status: 'live', reconnects: 0, attempt: 0 });
  });

  it('Start_Twice_DialsOnce', async () => {
    const client = await server.live();
    client.start();
    await server.clock.advance(0);
    expect(server.sockets).toHaveLength(1);
  });

  it('Start_OutsideAPageWithoutAnAddress_Throws', () => {
    const client = new RealtimeClient({ userId: 'user-1', platform: server.platform() });
    expect(client.connection.status).toBe('connecting');
    expect(() => client.start()).toThrow(/baseUrl/);
  });

  it('Ticket_IsFreshForEachAttempt', async () => {
    let tickets = 0;
    await server.live({ auth: { ticket: async () => `t${++tickets}` } });
    server.socket.drop();
    await server.clock.advance(1000);
    expect(server.sockets.map((socket) => socket.protocols[1])).toEqual(['dpa.ticket.t1', 'dpa.ticket.t2']);
  });

  it('Close_WhileTheTicketIsFetched_DialsNothing', async () => {
    let give = (_: string): void => {};
    const client = server.client({ auth: { ticket: () => new Promise((resolve) => (give = resolve)) } });
    client.start();
    client.close();
    give('t');
    await server.clock.advance(60_000);
    expect(server.sockets).toHaveLength(0);
    expect(server.clock.pending).toBe(0);
  });

  it('Greeting_ThatNeverComes_IsAFailedAttempt', async () => {
    const client = server.client();
    client.start();
    await server.clock.advance(10_000);
    expect(client.connection).toMatchObject({ status: 'reconnecting', attempt: 1, reason: 'heartbeat_missed' });
  });

  it('Refusal_WithAnErrorAlone_IsAFailedAttemptAtOnce', async () => {
    const client = server.client();
    client.start();
    await server.clock.advance(0);
    server.socket.refuse();
    await server.clock.advance(0);
    expect(client.connection).toMatchObject({ status: 'reconnecting', attempt: 1, reason: 'closed_1006' });
  });

  it('Refusal_WithAnErrorAndAClose_CountsOnceWithItsCode', async () => {
    const client = server.client();
    client.start();
    await server.clock.advance(0);
    server.socket.refuse(1013);
    await server.clock.advance(0);
    expect(client.connection).toMatchObject({ status: 'reconnecting', attempt: 1, reason: 'closed_1013' });
  });

  it('Close_EndsTheSocketAndLeavesNoTimer', async () => {
    const client = await server.live();
    client.close();
    expect(server.socket.closedWith).toBe(1000);
    expect(client.connection.status).toBe('closed');
    expect(server.clock.pending).toBe(0);
  });

  it('Start_AfterClose_ConnectsAgain', async () => {
    const client = await server.live();
    client.close();
    client.start();
    await server.clock.advance(0);
    server.socket.greet();
    expect(client.connection.status).toBe('live');
  });
});

describe('reconnecting', () => {
  it('Drop_OfAStableConnection_ComesBackWithinTheFirstBound', async () => {
    const client = await server.live();
    await server.clock.advance(10_000);
    server.socket.drop();
    expect(client.connection).toMatchObject({ status: 'reconnecting', attempt: 0, reason: 'closed_1006' });
    await server.clock.advance(500);
    server.socket.greet();
    expect(client.connection).toMatchObject({ status: 'live', reconnects: 1, attempt: 0 });
    expect(client.counters.reconnects).toBe(1);
  });

  it('FailedAttempts_DoubleTheirDelay', async () => {
    server.accepts = false;
    server.random = 0.5;
    const at: number[] = [];
    server.onSocket = () => at.push(server.clock.now());
    server.client().start();
    await server.clock.advance(20_000);
    expect(at.slice(1, 5).map((time, index) => time - (at[index] ?? 0))).toEqual([1000, 2000, 4000, 8000]);
  });

  it('Listener_HearsEachChangeOnce', async () => {
    const client = server.client();
    const heard: string[] = [];
    client.onConnection(({ status, attempt, retryAt }) => heard.push(`${status} ${attempt}${retryAt ? ' waits' : ''}`));
    server.accepts = false;
    client.start();
    await server.clock.advance(1000);
    server.accepts = true;
    await server.clock.advance(2000);
    server.socket.greet();
    expect(heard).toEqual([
      'reconnecting 1 waits',
      'reconnecting 1',
      'reconnecting 2 waits',
      'reconnecting 2',
      'live 0',
    ]);
  });

  it('ReconnectFrame_ComesBackAfterItsDelayWithoutCounting', async () => {
    const client = await server.live();
    server.socket.push({ type: 'reconnect', after_ms: 3000, reason: 'drain' });
    server.socket.drop(1012);
    expect(client.connection).toMatchObject({ status: 'reconnecting', attempt: 0 });
    server.page.dispatchEvent(new Event('online'));
    await server.clock.advance(2999);
    expect(server.sockets).toHaveLength(1);
    await server.clock.advance(1);
    expect(server.sockets).toHaveLength(2);
  });

  it('ReconnectFrame_WhenTheServerNeverCloses_LeavesByItself', async () => {
    await server.live();
    const [old] = server.sockets;
    server.socket.push({ type: 'reconnect', after_ms: 3000, reason: 'drain' });
    await server.clock.advance(3000);
    expect(old?.closedWith).toBe(1000);
    expect(server.sockets).toHaveLength(2);
  });

  it.each(['online', 'visibilitychange'])('Event_%s_TriggersAnAttemptAtOnce', async (type) => {
    server.accepts = false;
    server.client().start();
    await server.clock.advance(0);
    server.page.dispatchEvent(new Event(type));
    await server.clock.advance(0);
    expect(server.sockets).toHaveLength(2);
  });

  it('Online_WhilePolling_IsTriedMoreThanOnceSinceTheNetworkMayNeedAMoment', async () => {
    server.accepts = false;
    const client = server.client();
    client.start();
    while (client.connection.status !== 'polling') await server.clock.advance(1000);
    const before = server.sockets.length;
    server.page.dispatchEvent(new Event('online'));
    await server.clock.advance(5_000);
    expect(server.sockets.length - before).toBe(3);
    expect(client.connection.status).toBe('polling');
    server.accepts = true;
    await server.clock.advance(4_000);
    server.socket.greet();
    expect(client.connection.status).toBe('live');
  });

  it('VisibilityChange_ToHidden_TriggersNothing', async () => {
    server.accepts = false;
    server.client().start();
    await server.clock.advance(0);
    server.page.visibilityState = 'hidden';
    server.page.dispatchEvent(new Event('visibilitychange'));
    await server.clock.advance(0);
    expect(server.sockets).toHaveLength(1);
  });

  it('Reconnect_SaysAllThatIsWatchedInOneMessageWithPositions', async () => {
    const client = await server.live();
    for (const id of ['p1', 'p2', 'p3']) client.watch(id, () => {});
    await server.clock.advance(0);
    server.socket.push(fullState({ pipeline_id: 'p1', version: 4 }));
    server.socket.push(fullState({ pipeline_id: 'p2', version: 7 }));
    server.socket.drop();
    await server.clock.advance(1000);
    server.socket.greet();
    expect(server.socket.sentOf('subscribe_pipeline')).toEqual([
      {
        type: 'subscribe_pipeline',
        pipeline_ids: ['p1', 'p2', 'p3'],
        positions: { p1: { epoch: epoch1, version: 4 }, p2: { epoch: epoch1, version: 7 } },
      },
    ]);
  });
});

describe('heartbeat', () => {
  it('SilentSocket_ForTwoHeartbeats_IsDead', async () => {
    const client = await server.live();
    await server.clock.advance(29_999);
    expect(client.connection.status).toBe('live');
    await server.clock.advance(1);
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'heartbeat_missed' });
    expect(server.socket.closedWith).toBe(4000);
  });

  it('AnyFrame_KeepsItAlive', async () => {
    const client = await server.live();
    for (let beat = 0; beat < 4; beat++) {
      await server.clock.advance(20_000);
      server.socket.push({ type: 'gossip' });
    }
    expect(client.connection.status).toBe('live');
  });

  it('ServerPing_IsAnsweredWithItsTimestamp', async () => {
    await server.live();
    server.socket.push({ type: 'ping', timestamp: 'then' });
    expect(server.socket.sentOf('pong')).toEqual([{ type: 'pong', timestamp: 'then' }]);
  });

  it('Pong_TellsTheLatency', async () => {
    const client = await server.live();
    const [ping] = server.socket.sentOf('ping');
    await server.clock.advance(12);
    server.socket.push({ type: 'pong', timestamp: ping?.['timestamp'] });
    expect(client.connection.latencyMs).toBe(12);
  });

  it('Online_OnALiveSocketThatIsDead_FindsOutInFiveSeconds', async () => {
    const client = await server.live();
    server.page.dispatchEvent(new Event('online'));
    await server.clock.advance(5000);
    expect(client.connection.status).toBe('reconnecting');
  });

  it('Online_OnALiveSocketThatAnswers_KeepsIt', async () => {
    const client = await server.live();
    server.page.dispatchEvent(new Event('online'));
    server.socket.push({ type: 'pong' });
    await server.clock.advance(5000);
    expect(client.connection.status).toBe('live');
    await server.clock.advance(25_000);
    expect(client.connection.status).toBe('reconnecting');
  });
});
