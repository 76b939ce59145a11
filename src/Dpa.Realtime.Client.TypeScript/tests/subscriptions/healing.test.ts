import { beforeEach, describe, expect, it } from 'vitest';
import type { RealtimeClient } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { epoch1, epoch2, fullState, stage, stageUpdate, transition } from '../fakes/frames.js';

let server: FakeServer;
let client: RealtimeClient;
let raised: number[];

beforeEach(async () => {
  server = new FakeServer();
  client = await server.live();
  raised = [];
  client.watch('p1', () => {}, { onTransition: (one) => raised.push(one.transition) });
  await server.clock.advance(0);
  server.socket.push(fullState({ version: 1 }));
});

const asked = (): readonly object[] => server.socket.sentOf('subscribe_pipeline').slice(1);
const since1 = { positions: { p1: { epoch: epoch1, version: 1 } } };

describe('healing', () => {
  it('GapInTheCount_AsksSinceTheHeldPosition', () => {
    server.socket.push(stageUpdate({ version: 6, transition: 3, change: 'status' }));
    expect(asked()).toEqual([{ type: 'subscribe_pipeline', pipeline_ids: ['p1'], ...since1 }]);
    expect(client.getState('p1')).toMatchObject({ version: 1, stages: [{ progress: 10 }, {}] });
    server.socket.push(fullState({ version: 6, transition: 3, transitions: [1, 2, 3].map((one) => transition(one)) }));
    expect(raised).toEqual([1, 2, 3]);
    expect(client.counters.heals).toBe(1);
  });

  it('GapThatStays_IsAskedEveryTwoSecondsThenForEverything', async () => {
    server.socket.push(stageUpdate({ version: 6, transition: 3, change: 'status' }));
    server.socket.push(stageUpdate({ version: 7, transition: 4, change: 'status' }));
    await server.clock.advance(1999);
    expect(asked()).toHaveLength(1);
    await server.clock.advance(1);
    expect(asked()).toMatchObject([since1, { pipeline_ids: ['p1'] }]);
    expect(asked()[1]).not.toHaveProperty('positions');
    server.socket.push(stageUpdate({ version: 8, transition: 5, change: 'status' }));
    await server.clock.advance(1999);
    expect(asked()).toHaveLength(2);
  });

  it('GapThatHealed_IsNotAskedAgain', async () => {
    server.socket.push(stageUpdate({ version: 6, transition: 3, change: 'status' }));
    server.socket.push(fullState({ version: 6, transition: 3 }));
    await server.clock.advance(10_000);
    expect(asked()).toHaveLength(1);
    server.socket.push(stageUpdate({ version: 9, transition: 5, change: 'status' }));
    expect(asked()).toHaveLength(2);
    expect(asked()[1]).toMatchObject({ positions: { p1: { version: 6 } } });
  });

  it('Mark_AheadOfWhatIsHeld_AsksForIt', () => {
    server.socket.push({ type: 'ping', marks: { p1: `${epoch1}:4`, other: `${epoch1}:9` } });
    expect(asked()).toEqual([{ type: 'subscribe_pipeline', pipeline_ids: ['p1'] }]);
  });

  it('Mark_OfWhatIsHeld_AsksNothing', () => {
    server.socket.push({ type: 'ping', marks: { p1: `${epoch1}:1` } });
    expect(asked()).toHaveLength(0);
  });

  it('Mark_OfAPipelineWithoutAState_AsksForIt', async () => {
    client.watch('p2', () => {});
    await server.clock.advance(0);
    server.socket.push({ type: 'ping', marks: { p2: `${epoch1}:4` } });
    expect(asked().slice(1)).toEqual([{ type: 'subscribe_pipeline', pipeline_ids: ['p2'] }]);
  });

  it('Confirmation_OfANewerPosition_AsksForIt', () => {
    server.socket.push({ type: 'subscription_confirmed', pipeline_id: 'p1', epoch: epoch1, version: 3 });
    expect(asked()).toEqual([{ type: 'subscribe_pipeline', pipeline_ids: ['p1'] }]);
  });

  it('Confirmation_OfWhatIsHeld_EndsTheSearch', async () => {
    server.socket.push({ type: 'ping', marks: { p1: `${epoch1}:4` } });
    server.socket.push(fullState({ version: 1 }));
    server.socket.push({ type: 'subscription_confirmed', pipeline_id: 'p1', epoch: epoch1, version: 1 });
    await server.clock.advance(10_000);
    expect(asked()).toHaveLength(1);
  });

  it('NewEpoch_SeenByAStageUpdate_AsksForItsState', () => {
    server.socket.push(stageUpdate({ epoch: epoch2, version: 1 }));
    expect(asked()).toMatchObject([since1]);
    server.socket.push(fullState({ epoch: epoch2, version: 1 }));
    expect(client.getState('p1')).toMatchObject({ epoch: epoch2 });
  });

  it('StageWhoseStateWasLost_IsAskedAboutByTheWholeState', () => {
    server.socket.push(stageUpdate({ stage_type: 'fetch', version: 3 }));
    expect(client.getState('p1')).toMatchObject({ version: 1, stages: [{ id: 'parse' }, { id: 'index' }] });
    expect(asked()).toEqual([{ type: 'subscribe_pipeline', pipeline_ids: ['p1'] }]);
    server.socket.push(
      fullState({ version: 3, stages: [stage('parse'), stage('index'), stage('fetch', { progress: 7 })] }),
    );
    expect(client.getState('p1')).toMatchObject({
      version: 3,
      stages: [{ id: 'parse' }, { id: 'index' }, { id: 'fetch', progress: 7 }],
    });
  });

  it('GapThatOnlyBareAnswersFollow_IsCountedAfterTheSecond', async () => {
    const skipped: number[] = [];
    client.watch('p2', () => {}, { detail: 'pipeline', onTransitionsSkipped: (count) => skipped.push(count) });
    const bare = { pipeline_id: 'p2', stages: undefined, transitions_from: undefined };
    server.socket.push(fullState({ ...bare, version: 1 }));
    const gap = fullState({ ...bare, version: 9, transition: 3, transitions: [transition(3)] });
    server.socket.push(gap);
    server.socket.push(gap);
    expect(skipped).toEqual([]);
    await server.clock.advance(2000);
    server.socket.push(gap);
    expect(skipped).toEqual([2]);
    expect(client.counters.transitionsSkipped).toBe(2);
    await server.clock.advance(10_000);
    expect(client.counters.heals).toBe(2);
  });

  it('Drop_TakesThePlannedHealBack', async () => {
    server.socket.push(stageUpdate({ version: 6, transition: 3, change: 'status' }));
    server.socket.push(stageUpdate({ version: 7, transition: 4, change: 'status' }));
    server.accepts = false;
    server.socket.drop();
    await server.clock.advance(5000);
    expect(client.counters.heals).toBe(1);
  });
});
