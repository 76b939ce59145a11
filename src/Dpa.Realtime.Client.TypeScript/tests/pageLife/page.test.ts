import { beforeEach, describe, expect, it } from 'vitest';
import type { RealtimeClient } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { epoch1, fullState } from '../fakes/frames.js';

let server: FakeServer;
let client: RealtimeClient;

beforeEach(async () => {
  server = new FakeServer();
  client = await server.live();
  client.watch('p1', () => {});
  client.watch('p2', () => {}, { maxHz: 0.5 });
  await settle();
});

const settle = (): Promise<void> => server.clock.advance(0);

async function raise(type: string, visibility = server.page.visibilityState): Promise<void> {
  server.page.visibilityState = visibility;
  server.page.dispatchEvent(new Event(type));
  await settle();
}

describe('a hidden page', () => {
  it('Hidden_AsksForOneFrameASecondAtOnceAndForAllWhenShownAgain', async () => {
    await raise('visibilitychange', 'hidden');
    const asked = server.socket.sentOf('subscribe_pipeline');
    expect(asked.at(-1)).toMatchObject({ pipeline_ids: ['p1'], max_hz: 1 });
    await raise('visibilitychange', 'visible');
    expect(server.socket.sentOf('subscribe_pipeline').at(-1)).toEqual({
      type: 'subscribe_pipeline',
      pipeline_ids: ['p1'],
    });
  });

  it('HiddenForFiveMinutes_ClosesAndComesBackAtOnceWhenShown', async () => {
    server.socket.push(fullState({ version: 3 }));
    await raise('visibilitychange', 'hidden');
    for (let beat = 0; beat < 29; beat++) {
      await server.clock.advance(10_000);
      server.socket.push({ type: 'ping', timestamp: 't' });
    }
    expect(client.connection.status).toBe('live');
    await server.clock.advance(10_000);
    expect(server.socket.closedWith).toBe(1000);
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'paused' });
    await raise('online');
    expect(server.sockets).toHaveLength(1);
    await raise('visibilitychange', 'visible');
    server.socket.greet();
    expect(server.sockets).toHaveLength(2);
    expect(client.connection.status).toBe('live');
    expect(server.socket.sentOf('subscribe_pipeline')[0]).toMatchObject({
      positions: { p1: { epoch: epoch1, version: 3 } },
    });
  });

  it('ShownInTime_StaysConnected', async () => {
    await raise('visibilitychange', 'hidden');
    await server.clock.advance(20_000);
    await raise('visibilitychange', 'visible');
    server.socket.push({ type: 'pong' });
    for (let beat = 0; beat < 30; beat++) {
      await server.clock.advance(10_000);
      server.socket.push({ type: 'ping', timestamp: 't' });
    }
    expect(server.sockets).toHaveLength(1);
    expect(client.connection.status).toBe('live');
  });

  it('Hidden_WhilePolling_StopsThatToo', async () => {
    server.accepts = false;
    server.socket.drop();
    while (client.connection.status !== 'polling') await server.clock.advance(1000);
    await raise('visibilitychange', 'hidden');
    await server.clock.advance(300_000);
    const polls = server.polls.length;
    await server.clock.advance(60_000);
    expect(server.polls).toHaveLength(polls);
    expect(server.clock.pending).toBe(0);
  });
});

describe('the back/forward cache and freezing', () => {
  it.each([
    ['pagehide', 'pageshow'],
    ['freeze', 'resume'],
  ])('Page_Between_%s_And_%s_HasNoSocketNorTimer', async (leaves, comesBack) => {
    server.socket.push(fullState({ version: 3 }));
    await raise(leaves);
    expect(server.socket.closedWith).toBe(1000);
    await server.clock.advance(600_000);
    expect(server.sockets).toHaveLength(1);
    expect(server.clock.pending).toBe(0);
    await raise(comesBack);
    server.socket.greet();
    expect(client.connection).toMatchObject({ status: 'live', reconnects: 1 });
    expect(client.getState('p1')).toMatchObject({ version: 3 });
  });

  it('Close_WhilePaused_StaysClosed', async () => {
    await raise('pagehide');
    client.close();
    await raise('pageshow');
    expect(server.sockets).toHaveLength(1);
    expect(client.connection.status).toBe('closed');
  });
});

describe('the network', () => {
  class FakeNetwork extends EventTarget {
    saveData = false;
  }

  it('Switch_OfALiveSocket_IsProbedAndOfADeadOneFound', async () => {
    const network = new FakeNetwork();
    server.navigator = { connection: network };
    client = await server.live();
    network.dispatchEvent(new Event('change'));
    await server.clock.advance(4_999);
    expect(client.connection.status).toBe('live');
    await server.clock.advance(1);
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'heartbeat_missed' });
  });

  it('Offline_OfADeadSocket_IsSeenWithinTwoSeconds', async () => {
    await raise('offline');
    expect(server.socket.sentOf('ping')).toHaveLength(2);
    await server.clock.advance(1_999);
    expect(client.connection.status).toBe('live');
    await server.clock.advance(1);
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'heartbeat_missed' });
    server.accepts = true;
    await raise('online');
    server.socket.greet();
    expect(client.connection.status).toBe('live');
  });

  it('Offline_WhereTheServerStillAnswers_ChangesNothing', async () => {
    await raise('offline');
    server.socket.push({ type: 'pong' });
    await server.clock.advance(10_000);
    expect(client.connection.status).toBe('live');
    expect(server.sockets).toHaveLength(1);
  });

  it('Offline_OfAHiddenPage_IsSeenToo', async () => {
    await raise('visibilitychange', 'hidden');
    await raise('offline');
    await server.clock.advance(2_000);
    expect(client.connection.status).toBe('reconnecting');
  });

  it('Offline_WhileWaiting_TriesNothing', async () => {
    server.accepts = false;
    server.socket.drop();
    const sockets = server.sockets.length;
    await raise('offline');
    expect(server.sockets).toHaveLength(sockets);
  });

  it('Switch_WhileWaiting_TriesAtOnce', async () => {
    const network = new FakeNetwork();
    server.navigator = { connection: network };
    server.accepts = false;
    const before = server.sockets.length;
    server.client().start();
    await settle();
    network.dispatchEvent(new Event('change'));
    await settle();
    expect(server.sockets).toHaveLength(before + 2);
  });

  it('SaveData_AsksForLessAndProbesLessOften', async () => {
    const network = new FakeNetwork();
    client.close();
    network.saveData = true;
    server.navigator = { connection: network };
    client = server.client();
    client.watch('p1', () => {});
    client.start();
    await settle();
    server.socket.greet();
    await settle();
    expect(server.socket.sentOf('subscribe_pipeline')).toMatchObject([{ max_hz: 2 }]);
    network.saveData = false;
    network.dispatchEvent(new Event('change'));
    await settle();
    expect(server.socket.sentOf('subscribe_pipeline').at(-1)).not.toHaveProperty('max_hz');
    client.close();
    network.saveData = true;
    server.accepts = false;
    const saving = server.client();
    saving.start();
    while (saving.connection.status !== 'polling') await server.clock.advance(1000);
    const sockets = server.sockets.length;
    await server.clock.advance(299_000);
    expect(server.sockets).toHaveLength(sockets);
    await server.clock.advance(1_000);
    expect(server.sockets).toHaveLength(sockets + 1);
  });
});

describe('where there is no page', () => {
  it('Worker_ConnectsAndWatches', async () => {
    const { window: _window, document: _document, ...rest } = server.platform();
    client = server.client({ platform: { ...rest, window: undefined, document: undefined, navigator: undefined } });
    client.watch('p1', () => {});
    client.start();
    await settle();
    server.socket.greet();
    server.socket.push(fullState());
    expect(client.getState('p1')).toMatchObject({ version: 1 });
    client.close();
  });
});

describe('a client that is closed while its page is hidden', () => {
  it('Start_InAPageThatIsShown_AsksForAllFrames', async () => {
    await raise('visibilitychange', 'hidden');
    client.close();
    server.page.visibilityState = 'visible';
    client.start();
    await settle();
    server.socket.greet();
    await settle();
    const [asked] = server.socket.sentOf('subscribe_pipeline');
    expect(asked).toEqual({ type: 'subscribe_pipeline', pipeline_ids: ['p1'] });
  });
});
