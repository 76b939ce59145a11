import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PipelineState, RealtimeClient } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { epoch1, fullState } from '../fakes/frames.js';

let server: FakeServer;
let client: RealtimeClient;

beforeEach(async () => {
  server = new FakeServer();
  client = await server.live();
});

const settle = (): Promise<void> => server.clock.advance(200);
const none = { type: 'subscription_confirmed', pipeline_id: 'p1', epoch: '', version: 0 };

describe('a confirmation with version 0', () => {
  it('ListenerThatDoesNotWait_BesideOneThatDoes_IsTold', async () => {
    const [ofWaiting, ofOther] = [vi.fn(), vi.fn()];
    client.watch('p1', () => {}, { wait: true, onNotFound: ofWaiting });
    client.watch('p1', () => {}, { onNotFound: ofOther });
    await settle();
    server.socket.push(none);
    expect(ofOther).toHaveBeenCalledExactlyOnceWith('not_found');
    expect(ofWaiting).not.toHaveBeenCalled();
    await settle();
    expect(server.socket.sentOf('subscribe_pipeline')).toHaveLength(1); // the server waits
  });

  it('ListenerThatDoesNotWait_AndJoinsLater_IsTold', async () => {
    const [ofWaiting, ofOther] = [vi.fn(), vi.fn()];
    client.watch('p1', () => {}, { wait: true, onNotFound: ofWaiting });
    await settle();
    server.socket.onSent = ({ type }) => {
      if (type === 'subscribe_pipeline') queueMicrotask(() => server.socket.push(none));
    };
    server.socket.push(none);
    client.watch('p1', () => {}, { onNotFound: ofOther });
    await settle();
    expect(ofOther).toHaveBeenCalledExactlyOnceWith('not_found');
    expect(ofWaiting).not.toHaveBeenCalled();
    await expect(client.watch('p1').next()).rejects.toMatchObject({ code: 'not_found' });
  });

  it('ListenersThatWait_AreWithoutAState_AndGetTheNextOne', async () => {
    const states: (PipelineState | undefined)[] = [];
    const onNotFound = vi.fn();
    client.watch('p1', (state) => states.push(state), { wait: true, onNotFound });
    await settle();
    server.socket.push(fullState({ version: 7 }));
    server.socket.drop();
    await server.clock.advance(2_000);
    server.socket.greet();
    server.socket.push(none);
    expect(states.at(-1)).toBeUndefined();
    expect(client.getState('p1')).toBeUndefined();
    expect(client.getPresence('p1')).toBe('unknown');
    server.socket.push(fullState({ version: 1 }));
    expect(states.at(-1)).toMatchObject({ version: 1 });
    expect(onNotFound).not.toHaveBeenCalled();
  });

  it('StateThatHasEnded_Stays', async () => {
    client.watch('p1', () => {}, { wait: true });
    await settle();
    server.socket.push(fullState({ version: 7, status: 'completed', ended: true }));
    server.socket.push(none);
    expect(client.getPresence('p1')).toBe('present');
  });

  it('OfAnEpoch_IsTheFirstVersionOfAPipelineThatIsThere', async () => {
    client.watch('p1', () => {}, { wait: true });
    await settle();
    server.socket.push(fullState({ version: 0 }));
    server.socket.push({ ...none, epoch: epoch1 });
    expect(client.getPresence('p1')).toBe('present');
  });
});
