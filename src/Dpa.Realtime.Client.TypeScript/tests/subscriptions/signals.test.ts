import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RealtimeClient } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { fullState } from '../fakes/frames.js';

let server: FakeServer;
let client: RealtimeClient;
let controller: AbortController;

beforeEach(async () => {
  server = new FakeServer();
  client = await server.live();
  controller = new AbortController();
});

const settle = (): Promise<void> => server.clock.advance(16);

describe('abort signals', () => {
  it('OnConnection_EndsWithTheSignal', () => {
    const listener = vi.fn();
    client.onConnection(listener, controller.signal);
    controller.abort();
    server.socket.drop();
    client.onConnection(listener, controller.signal);
    client.close();
    expect(listener).not.toHaveBeenCalled();
  });

  it('WatchMine_EndsWithTheSignal', async () => {
    client.watchMine(() => {}, { signal: controller.signal });
    await settle();
    controller.abort();
    await settle();
    client.watchMine(() => {}, { signal: controller.signal });
    await settle();
    expect(server.socket.sent.map((frame) => frame.type).filter((type) => type.endsWith('_user'))).toEqual([
      'subscribe_user',
      'unsubscribe_user',
    ]);
  });

  it('Control_FailsWithTheSignalsReason', async () => {
    const reason = new Error('changed my mind');
    const asked = expect(client.control('p1', 'cancel', undefined, controller.signal)).rejects.toBe(reason);
    await settle();
    controller.abort(reason);
    await asked;
    await expect(client.control('p1', 'cancel', undefined, controller.signal)).rejects.toBe(reason);
    expect(server.socket.sentOf('control')).toHaveLength(1);
    client.close();
    expect(server.clock.pending).toBe(0);
  });

  it('Iteration_OfARefusedClient_FailsWithTheReason_BeforeAndAfter', async () => {
    const first = expect(client.watch('p1').next()).rejects.toMatchObject({ code: 'forbidden' });
    await settle();
    server.socket.drop(4403);
    await first;
    await expect(client.watch('p1').next()).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('Iteration_OfAClosedClient_Ends', async () => {
    const first = client.watch('p1').next();
    await settle();
    client.close();
    await expect(first).resolves.toMatchObject({ done: true });
  });

  it('Iteration_OfAClosedClient_EndsAfterTheStateThatWasNotReadYet', async () => {
    const states = client.watch('p1');
    const first = states.next();
    await settle();
    server.socket.push(fullState({ version: 1 }));
    await first;
    server.socket.push(fullState({ version: 2, status: 'completed', ended: true }));
    client.close();
    await expect(states.next()).resolves.toMatchObject({ done: false, value: { version: 2 } });
    await expect(states.next()).resolves.toMatchObject({ done: true });
  });

  it('Iteration_EndsWithTheSignal', async () => {
    const states = client.watch('p1', { signal: controller.signal });
    const first = states.next();
    await settle();
    server.socket.push(fullState({ version: 1 }));
    await first;
    const second = states.next();
    controller.abort();
    await expect(second).resolves.toMatchObject({ done: true });
    await settle();
    expect(server.socket.sentOf('unsubscribe_pipeline')).toHaveLength(1);
  });
});

describe('refusals that may pass', () => {
  it.each(['rate_limited', 'backplane_unavailable'])(
    'WithoutAPipeline_%s_AsksForEverythingAgainSinceNobodyKnowsWhatWasNotRead',
    async (code) => {
      client.watch('p1', () => {});
      client.watchMine(() => {});
      await settle();
      server.socket.push({ type: 'error', code, message: '' });
      await server.clock.advance(2_000);
      expect(server.socket.sentOf('subscribe_pipeline')).toHaveLength(2);
      expect(server.socket.sentOf('subscribe_user')).toHaveLength(2);
    },
  );

  it('RateLimited_ThenLeft_IsUnsubscribedAllTheSame', async () => {
    const leave = client.watch('p1', () => {});
    await settle();
    server.socket.push({ type: 'error', code: 'rate_limited', message: '' });
    leave();
    await server.clock.advance(3_000);
    expect(server.socket.sentOf('unsubscribe_pipeline')).toMatchObject([{ pipeline_ids: ['p1'] }]);
    expect(server.socket.sentOf('subscribe_pipeline')).toHaveLength(1);
  });

  it('TooManySubscriptions_IsToldAndNotAskedAgain', async () => {
    const onError = vi.fn();
    client.watch('p1', () => {}, { onError });
    await settle();
    server.socket.push({ type: 'error', code: 'too_many_subscriptions', message: 'm', pipeline_id: 'p1' });
    await server.clock.advance(60_000);
    expect(onError).toHaveBeenCalledOnce();
    expect(server.sockets[0]?.sentOf('subscribe_pipeline')).toHaveLength(1);
  });
});
