import { describe, expect, it, vi } from 'vitest';
import type { PipelineSnapshot } from '../../src/index.js';
import { epoch1, epoch2, fullState } from '../fakes/frames.js';
import { client, server, settle } from '../fakes/liveClient.js';

describe('onEnd', () => {
  it('End_IsToldOnceForEachAttempt', async () => {
    const onEnd = vi.fn();
    client.watch('p1', () => {}, { onEnd });
    await settle();
    server.socket.push(fullState({ version: 1 }));
    server.socket.push(fullState({ version: 2, status: 'failed' }));
    server.socket.push(fullState({ version: 3, status: 'failed', message: 'late' }));
    // The same end, of a state that was lost and restored.
    server.socket.push(fullState({ epoch: epoch2, continues: epoch1, version: 4, status: 'failed' }));
    expect(onEnd).toHaveBeenCalledOnce();
    server.socket.push(fullState({ epoch: epoch2, version: 5, attempt: 2 }));
    server.socket.push(fullState({ epoch: epoch2, version: 6, attempt: 2, status: 'completed' }));
    expect(onEnd.mock.calls.map(([state]) => state.status)).toEqual(['failed', 'completed']);
  });

  it('End_ThatWasThereBefore_IsTold', async () => {
    const onEnd = vi.fn();
    client.watch('p1', () => {}, { onEnd });
    await settle();
    server.socket.push(fullState({ version: 9, status: 'completed' }));
    expect(onEnd).toHaveBeenCalledOnce();
  });
});

describe('a pipeline as a store', () => {
  it('Store_WatchesWhileSomebodyIsSubscribed_AndCallsAtOnce', async () => {
    const store = client.pipeline('p1');
    expect(store.getSnapshot()).toEqual({ state: undefined, presence: 'unknown', error: undefined, isEnded: false });
    await settle();
    expect(server.socket.sentOf('subscribe_pipeline')).toEqual([]);
    const told: PipelineSnapshot[] = [];
    const leave = store.subscribe((snapshot) => told.push(snapshot));
    const leaveToo = store.subscribe(() => {});
    expect(told).toHaveLength(1);
    await settle();
    server.socket.push(fullState({ version: 1 }));
    server.socket.push(fullState({ version: 2, status: 'completed' }));
    expect(told.map(({ presence, isEnded }) => [presence, isEnded])).toEqual([
      ['unknown', false],
      ['present', false],
      ['present', true],
    ]);
    expect(store.getSnapshot()).toBe(told.at(-1));
    leave();
    await settle();
    expect(server.socket.sentOf('unsubscribe_pipeline')).toEqual([]);
    leaveToo();
    await settle();
    expect(server.socket.sentOf('unsubscribe_pipeline')).toHaveLength(1);
  });

  it('Store_KnowsWhyThereIsNothing_AndWhatWasRefused', async () => {
    const store = client.pipeline('p1');
    store.subscribe(() => {});
    await settle();
    server.socket.push({ type: 'error', code: 'too_many_subscriptions', message: '', pipeline_id: 'p1' });
    expect(store.getSnapshot()).toMatchObject({ presence: 'unknown', error: { code: 'too_many_subscriptions' } });
    server.socket.push(fullState());
    expect(store.getSnapshot()).toMatchObject({ presence: 'present', error: undefined });
    server.socket.push({ type: 'unsubscription_confirmed', pipeline_id: 'p1', reason: 'forbidden' });
    expect(store.getSnapshot()).toMatchObject({ presence: 'forbidden', state: undefined });
  });

  it('Store_ThatIsSubscribedToAgain_ForgetsAPipelineThatIsGone', async () => {
    const store = client.pipeline('p1');
    const leave = store.subscribe(() => {});
    await settle();
    server.socket.push(fullState());
    leave();
    await settle();
    store.subscribe(() => {});
    await settle();
    expect(store.getSnapshot().presence).toBe('unknown'); // the held state ends with the last listener
    server.socket.push({ type: 'error', code: 'not_found', message: '', pipeline_id: 'p1' });
    expect(store.getSnapshot()).toMatchObject({ presence: 'not_found', state: undefined });
  });
});
