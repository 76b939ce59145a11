import { describe, expect, it, vi } from 'vitest';
import type { PipelineState } from '../../src/index.js';
import { readState } from '../../src/protocol/parseFrame.js';
import { epoch1, fullState } from '../fakes/frames.js';
import { client, sent, server, settle } from '../fakes/liveClient.js';

describe('reference counting', () => {
  it('ManyWatches_InOneTurn_MakeOneMessage', async () => {
    for (const id of ['p1', 'p2', 'p1']) client.watch(id, () => {});
    await settle();
    expect(sent('subscribe_pipeline')).toEqual([{ type: 'subscribe_pipeline', pipeline_ids: ['p1', 'p2'] }]);
  });

  it('LateListener_GetsTheStateAtOnceWithoutAMessage', async () => {
    client.watch('p1', () => {});
    await settle();
    server.socket.push(fullState({ version: 3 }));
    const late = vi.fn();
    client.watch('p1', late);
    expect(late).toHaveBeenCalledExactlyOnceWith(client.getState('p1'));
    await settle();
    expect(sent('subscribe_pipeline')).toHaveLength(1);
  });

  it('OnlyTheLastListener_FreesTheSubscription', async () => {
    const first = client.watch('p1', () => {});
    const second = client.watch('p1', () => {});
    await settle();
    first();
    first();
    await settle();
    expect(sent('unsubscribe_pipeline')).toEqual([]);
    second();
    await settle();
    expect(sent('unsubscribe_pipeline')).toEqual([{ type: 'unsubscribe_pipeline', pipeline_ids: ['p1'] }]);
    expect(client.getState('p1')).toBeUndefined();
  });

  it('EndedPipeline_StaysWatched', async () => {
    const states: (PipelineState | undefined)[] = [];
    client.watch('p1', (state) => states.push(state));
    await settle();
    server.socket.push(fullState({ status: 'completed', version: 3 }));
    server.socket.push(fullState({ status: 'processing', version: 4, attempt: 2 }));
    expect(states.map((state) => state?.status)).toEqual(['completed', 'processing']);
    expect(sent('unsubscribe_pipeline')).toEqual([]);
  });

  it('Unsubscribing_FromMany_StaysBelowTheServersLimitForAMessage', async () => {
    const leaves = Array.from({ length: 1_000 }, (_, index) => client.watch(`${index}`.padStart(128, 'x'), () => {}));
    await settle();
    for (const leave of leaves) leave();
    await settle();
    const left = sent('unsubscribe_pipeline') as readonly { readonly pipeline_ids: readonly string[] }[];
    expect(left.flatMap((frame) => frame.pipeline_ids)).toHaveLength(1_000);
    expect(Math.max(...left.map((frame) => JSON.stringify(frame).length))).toBeLessThanOrEqual(65_536);
  });

  it('LeavingAndComing_InOneTurn_SendsNothingAndKeepsTheState', async () => {
    const leave = client.watch('p1', () => {});
    await settle();
    server.socket.push(fullState({ version: 3 }));
    leave();
    const back = vi.fn();
    client.watch('p1', back);
    await settle();
    expect(back).toHaveBeenCalledOnce();
    expect(sent('subscribe_pipeline')).toHaveLength(1);
    expect(sent('unsubscribe_pipeline')).toHaveLength(0);
  });

  it('Signal_EndsTheWatch', async () => {
    const controller = new AbortController();
    client.watch('p1', () => {}, { signal: controller.signal });
    await settle();
    controller.abort();
    await settle();
    expect(sent('unsubscribe_pipeline')).toHaveLength(1);
    client.watch('p2', () => {}, { signal: controller.signal });
    await settle();
    expect(sent('subscribe_pipeline')).toHaveLength(1);
  });

  it('ListenerThatThrows_DisturbsNobody', async () => {
    const caught = vi.fn();
    process.once('uncaughtException', caught);
    const other = vi.fn();
    client.watch('p1', () => {
      throw new Error('mine');
    });
    client.watch('p1', other);
    server.socket.push(fullState());
    await vi.waitFor(() => expect(caught).toHaveBeenCalledOnce());
    expect(other).toHaveBeenCalledOnce();
  });

  it('ListenerThatLeaves_WhileTold_IsNotToldAgain', () => {
    const second = vi.fn();
    let leave = (): void => {};
    client.watch('p1', () => leave());
    leave = client.watch('p1', second);
    server.socket.push(fullState());
    expect(second).not.toHaveBeenCalled();
  });
});

describe('what is asked for', () => {
  it('RichestDetailAndHighestRate_OfAllListeners', async () => {
    const leave = client.watch('p1', () => {}, { detail: 'pipeline', maxHz: 1 });
    client.watch('p1', () => {}, { detail: 'pipeline', maxHz: 5 });
    await settle();
    const rich = client.watch('p1', () => {});
    await settle();
    leave();
    rich();
    await settle();
    expect(sent('subscribe_pipeline')).toMatchObject([
      { detail: 'pipeline', max_hz: 5 },
      {},
      { detail: 'pipeline', max_hz: 5 },
    ]);
    expect(sent('subscribe_pipeline')[1]).toEqual({ type: 'subscribe_pipeline', pipeline_ids: ['p1'] });
  });

  it('Summary_BesideRicherListeners_GivesWay', async () => {
    client.watch('p1', () => {}, { detail: 'summary', maxHz: 1 });
    await settle();
    const richer = client.watch('p1', () => {}, { detail: 'pipeline', maxHz: 1 });
    await settle();
    richer();
    await settle();
    const asked = sent('subscribe_pipeline').map((message) => (message as { detail?: string }).detail);
    expect(asked).toEqual(['summary', 'pipeline', 'summary']);
  });

  it('KnownState_IsShownAtOnce_AndOnlyWhatIsNewerIsAskedFor', async () => {
    const known = fullState({ version: 5 }) as unknown as PipelineState;
    const states: (PipelineState | undefined)[] = [];
    client.watch('p1', (state) => states.push(state), { known });
    client.watch('p2', () => {}, { known });
    await settle();
    expect(states).toEqual([readState(known)]);
    expect(sent('subscribe_pipeline')).toEqual([
      { type: 'subscribe_pipeline', pipeline_ids: ['p1', 'p2'], positions: { p1: { epoch: epoch1, version: 5 } } },
    ]);
    server.socket.push(fullState({ version: 6 }));
    client.watch('p1', () => {}, { known });
    expect(client.getState('p1')?.version).toBe(6);
  });

  it('KnownState_IsShownToThoseWhoWaitForItAlready', async () => {
    const known = fullState({ version: 5, status: 'completed' }) as unknown as PipelineState;
    const [first, ended] = [vi.fn(), vi.fn()];
    client.watch('p1', first, { onEnd: ended });
    await settle();
    client.watch('p1', () => {}, { known });
    server.socket.push(fullState({ version: 5, status: 'completed' }));
    expect(first).toHaveBeenCalledExactlyOnceWith(readState(known));
    expect(ended).toHaveBeenCalledOnce();
  });

  it('KnownState_OfWhatTheServerHasWithdrawn_IsNotShownAgain', async () => {
    const known = fullState({ version: 5 }) as unknown as PipelineState;
    client.watch('p1', () => {});
    await settle();
    server.socket.push({ type: 'error', code: 'not_found', message: 'gone', pipeline_id: 'p1' });
    const late = vi.fn();
    client.watch('p1', late, { known });
    expect(late).not.toHaveBeenCalled();
    expect(client.getState('p1')).toBeUndefined();
  });

  it('KnownState_AsHttpGivesIt_IsReadAsAnyOther', async () => {
    const { type: _, stages: __, transitions: ___, ...raw } = fullState({ version: 3, status: 'reviewing' });
    client.watch('p1', () => {}, { known: raw as unknown as PipelineState, detail: 'pipeline' });
    const state = client.getState('p1');
    expect(state).toMatchObject({ status: 'processing', status_word: 'reviewing', stages: [], transitions: [] });
    expect(state).not.toHaveProperty('current_stage');
    expect(raw).toHaveProperty('current_stage', null); // the page's own is as it was
  });

  it('KnownStateWithoutAPosition_IsNone', async () => {
    const { version: _, ...rest } = fullState();
    client.watch('p1', () => {}, { known: rest as unknown as PipelineState });
    await settle();
    expect(sent('subscribe_pipeline')).toEqual([{ type: 'subscribe_pipeline', pipeline_ids: ['p1'] }]);
  });

  it('KnownStateWithoutStages_IsNoPositionToAskForStagesFrom', async () => {
    const known = { ...fullState({ version: 5 }), stages: [] } as unknown as PipelineState;
    client.watch('p1', () => {}, { known, detail: 'summary' });
    await settle();
    client.watch('p1', () => {});
    await settle();
    const positions = sent('subscribe_pipeline').map((message) => (message as { positions?: object }).positions);
    expect(positions).toEqual([{ p1: { epoch: epoch1, version: 5 } }, undefined]);
  });

  it('RicherDetail_AfterBareStates_NamesNoPosition', async () => {
    client.watch('p1', () => {}, { detail: 'pipeline' });
    await settle();
    server.socket.push(fullState({ version: 5, stages: undefined, transitions_from: undefined }));
    client.watch('p1', () => {});
    await settle();
    expect(sent('subscribe_pipeline').at(-1)).toEqual({ type: 'subscribe_pipeline', pipeline_ids: ['p1'] });
    server.socket.push(fullState({ version: 5 }));
    expect(client.getState('p1')?.stages).toHaveLength(2);
  });

  it('ManyPipelines_StayBelowTheServersMessageLimit', async () => {
    server.socket.drop();
    await server.clock.advance(1000);
    server.socket.push({ type: 'connection', status: 'connected', limits: { max_message_bytes: 4096 } });
    const ids = Array.from({ length: 300 }, (_, index) => `pipeline-${index}-${'x'.repeat(index % 100)}`);
    for (const id of ids) client.watch(id, () => {});
    await settle();
    const messages = server.socket.sentOf('subscribe_pipeline');
    expect(messages.flatMap((message) => message['pipeline_ids'])).toEqual(ids);
    for (const message of messages) expect(JSON.stringify(message).length).toBeLessThanOrEqual(4096);
  });
});

describe('absence', () => {
  it('NotFound_TellsTheListenersAndKeepsThem', async () => {
    const onNotFound = vi.fn();
    const states: (PipelineState | undefined)[] = [];
    client.watch('p1', (state) => states.push(state), { onNotFound });
    await settle();
    server.socket.push(fullState());
    server.socket.push({ type: 'error', code: 'not_found', message: '', pipeline_id: 'p1' });
    expect(onNotFound).toHaveBeenCalledExactlyOnceWith('not_found');
    expect(states.at(-1)).toBeUndefined();
    server.socket.drop();
    await server.clock.advance(1000);
    server.socket.greet();
    expect(server.socket.sentOf('subscribe_pipeline')).toMatchObject([{ pipeline_ids: ['p1'] }]);
  });

  it('Wait_HearsNothingUntilThereIsSomething', async () => {
    const onNotFound = vi.fn();
    const listener = vi.fn();
    client.watch('p1', listener, { wait: true, onNotFound });
    await settle();
    expect(sent('subscribe_pipeline')).toMatchObject([{ wait: true }]);
    server.socket.push({ type: 'subscription_confirmed', pipeline_id: 'p1', epoch: '', version: 0 });
    await server.clock.advance(10_000);
    expect(listener).not.toHaveBeenCalled();
    expect(client.counters.heals).toBe(0);
    server.socket.push(fullState());
    expect(listener).toHaveBeenCalledOnce();
  });

  it.each(['forbidden', 'expired'])('ServerEndsIt_%s_IsTold', async (reason) => {
    const onNotFound = vi.fn();
    client.watch('p1', () => {}, { onNotFound, wait: true });
    await settle();
    server.socket.push({ type: 'unsubscription_confirmed', pipeline_id: 'p1', reason });
    expect(onNotFound).toHaveBeenCalledExactlyOnceWith(reason);
  });

  it.each(['backplane_unavailable', 'application_unavailable'])('RefusalThatMayPass_%s_IsAskedAgain', async (code) => {
    const onError = vi.fn();
    client.watch('p1', () => {}, { onError });
    await settle();
    server.socket.push({ type: 'error', code, message: 'm', pipeline_id: 'p1' });
    expect(onError).toHaveBeenCalledOnce();
    await server.clock.advance(2000);
    expect(sent('subscribe_pipeline')).toHaveLength(2);
  });
});
