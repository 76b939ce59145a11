import { describe, expect, it } from 'vitest';
import { epoch1, fullState, stageUpdate } from '../fakes/frames.js';
import { client, sent, server, settle } from '../fakes/liveClient.js';

describe('iteration and counters', () => {
  it('States_GivesTheNewestEachTime', async () => {
    const states = client.watch('p1');
    const first = states.next();
    await settle();
    server.socket.push(fullState({ version: 1 }));
    await expect(first).resolves.toMatchObject({ value: { version: 1 } });
    server.socket.push(stageUpdate({ version: 2 }));
    server.socket.push(stageUpdate({ version: 3 }));
    await expect(states.next()).resolves.toMatchObject({ value: { version: 3 } });
    await states.return();
    await settle();
    expect(sent('unsubscribe_pipeline')).toHaveLength(1);
  });

  it('States_EndWithTheClientAndFailForWhatIsNotThere', async () => {
    const ended = client.watch('p1').next();
    const missing = client.watch('p2').next();
    await settle();
    server.socket.push({ type: 'error', code: 'not_found', message: '', pipeline_id: 'p2' });
    await expect(missing).rejects.toMatchObject({ code: 'not_found' });
    client.close();
    await expect(ended).resolves.toMatchObject({ done: true });
  });

  it('Counters_TellWhatWasMet', async () => {
    client.watch('p1', () => {});
    await settle();
    server.socket.push(fullState({ version: 1 }));
    server.socket.push(stageUpdate({ version: 5 }));
    server.socket.push(stageUpdate({ version: 5, epoch: epoch1 }));
    server.socket.pushText('{');
    await server.clock.advance(70);
    expect(client.counters).toEqual({
      reconnects: 0,
      heals: 0,
      conflated: 3,
      ignored: 2,
      transitionsSkipped: 0,
      newestFrameAgeMs: 70,
    });
  });
});
