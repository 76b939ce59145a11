import { beforeEach, describe, expect, it } from 'vitest';
import type { PipelineState, RealtimeClient } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { epoch1, fullState, stageUpdate, transition } from '../fakes/frames.js';

let server: FakeServer;
let client: RealtimeClient;
let states: (PipelineState | undefined)[];
let absences: string[];

beforeEach(() => {
  server = new FakeServer();
  server.accepts = false;
  server.takesStreams = true;
  states = [];
  absences = [];
});

const settle = (): Promise<void> => server.clock.advance(0);
/** A poll is requested and answered. */
const answered = (): Promise<void> => server.clock.advance(100);

/** Five failed attempts, then a stream is requested. */
async function fallBack(options: Parameters<FakeServer['client']>[0] = {}): Promise<void> {
  client = server.client(options);
  client.watch('p1', (state) => states.push(state), { onNotFound: (reason) => absences.push(reason) });
  client.start();
  while (server.streams.length === 0) await server.clock.advance(1000);
}

async function stream(options: Parameters<FakeServer['client']>[0] = {}): Promise<void> {
  await fallBack(options);
  server.stream.greet();
  await settle();
}

describe('streaming', () => {
  it('FiveFailedAttempts_ThenAStream', async () => {
    await fallBack({ headers: () => ({ authorization: 'Bearer t' }) });
    expect(server.sockets).toHaveLength(5);
    expect(client.connection).toMatchObject({ status: 'reconnecting' });
    server.stream.greet();
    await settle();
    expect(client.connection).toMatchObject({ status: 'streaming', attempt: 5 });
    expect(server.stream).toMatchObject({
      url: 'http://host/api/v1/pipelines/events',
      positions: { p1: null },
      headers: { authorization: 'Bearer t', accept: 'text/event-stream' },
    });
    expect(server.polls).toHaveLength(0);
  });

  it('ShortRun_OfAPipelineThatWasLeftBefore_IsListedAmongTheUsersOwn', async () => {
    await stream();
    let mine: readonly string[] = [];
    client.watchMine((list) => (mine = list.map(({ pipeline_id }) => pipeline_id)));
    const leave = client.watch('p2', () => {}, { wait: true });
    await server.clock.advance(200);
    server.stream.greet();
    await settle();
    leave();
    await settle();
    server.stream.push(fullState({ pipeline_id: 'p2', status: 'completed' }));
    await server.clock.advance(50);
    expect(mine).toEqual([]); // of the stream that had been asked for it
    const { length } = server.streams;
    await server.clock.advance(150);
    expect(server.streams).toHaveLength(length + 1);
    server.stream.greet();
    server.stream.push(fullState({ pipeline_id: 'p2', status: 'completed' }));
    await server.clock.advance(50);
    expect(mine).toEqual(['p2']);
  });

  it('Frames_AreTakenAsFromASocket', async () => {
    await stream();
    const raised: number[] = [];
    client.watch('p1', () => {}, { onTransition: (one) => raised.push(one.transition) });
    server.stream.push(fullState({ version: 1 }));
    server.stream.push(stageUpdate({ version: 2, transition: 1, change: 'status' }));
    server.stream.pushText(': ping\n\n');
    server.stream.push(stageUpdate({ version: 2, transition: 1, change: 'status' }));
    server.stream.push(fullState({ version: 4, transition: 2, transitions: [transition(1), transition(2)] }));
    await settle();
    expect(states.map((state) => state?.version)).toEqual([1, 2, 4]);
    expect(raised).toEqual([1, 2]);
  });

  it('PipelineWithoutStages_BesideOneWithStages_IsRequestedWhole', async () => {
    server.accepts = true;
    client = await server.live({ probeIntervalMs: 86_400_000 });
    client.watch('p1', () => {}, { detail: 'pipeline' });
    client.watch('p2', () => {});
    await settle();
    const { stages: _, ...bare } = fullState({ version: 5 });
    server.socket.push(bare);
    server.socket.push(fullState({ pipeline_id: 'p2', version: 6 }));
    server.accepts = false;
    server.socket.drop();
    while (server.streams.length === 0) await server.clock.advance(1000);
    expect(server.stream.query).toEqual({});
    expect(server.stream.positions).toEqual({ p1: null, p2: { epoch: epoch1, version: 6 } });
  });

  it('PipelinesWithoutStages_AreRequestedFromWhatIsHeld', async () => {
    server.accepts = true;
    client = await server.live();
    client.watch('p1', () => {}, { detail: 'pipeline' });
    await settle();
    const { stages: _, ...bare } = fullState({ version: 5 });
    server.socket.push(bare);
    server.accepts = false;
    server.socket.drop();
    while (server.streams.length === 0) await server.clock.advance(1000);
    expect(server.stream).toMatchObject({ query: { detail: 'pipeline' }, positions: { p1: { version: 5 } } });
  });

  it('NoWebSocket_StreamsAtOnce', async () => {
    client = server.client({ platform: { ...server.platform(), WebSocket: undefined } });
    client.start();
    await settle();
    expect(client.connection.status).toBe('connecting');
    server.stream.greet();
    await settle();
    expect(client.connection).toMatchObject({ status: 'streaming', reason: 'no_websocket' });
    await server.clock.advance(10_000);
    server.stream.end();
    await settle();
    expect(client.connection.status).toBe('reconnecting');
  });

  it('Watching_More_OpensOneStreamFromWhatIsHeld', async () => {
    await stream();
    server.stream.push(fullState({ version: 3 }));
    await settle();
    client.watch('p2', () => {}, { wait: true });
    client.watch('p3', () => {});
    await server.clock.advance(200);
    expect(server.streams).toHaveLength(2);
    expect(server.streams[0]?.aborted).toBe(true);
    expect(server.stream).toMatchObject({
      positions: { p1: { epoch: epoch1, version: 3 }, p2: null, p3: null },
      query: { wait: 'true' },
    });
    expect(client.connection.status).toBe('streaming');
  });

  it('Kinds_TheRichestIsAskedFor', async () => {
    client = server.client({ platform: { ...server.platform(), WebSocket: undefined } });
    client.watch('p1', () => {}, { detail: 'pipeline', maxHz: 2 });
    client.watch('p2', () => {}, { detail: 'pipeline', maxHz: 5 });
    client.start();
    await settle();
    expect(server.stream.query).toEqual({ detail: 'pipeline', max_hz: '5' });
    client.watchMine(() => {});
    server.stream.greet();
    await server.clock.advance(200);
    expect(server.stream.query).toEqual({ user: 'me' });
  });

  it('Confirmation_OfNothing_IsAnAbsenceForWhoDoesNotWait', async () => {
    await stream();
    server.stream.push({ type: 'subscription_confirmed', pipeline_id: 'p1', epoch: '', version: 0 });
    await settle();
    expect(absences).toEqual(['not_found']);
    server.stream.push(fullState({ version: 1 }));
    await settle();
    expect(states.at(-1)).toMatchObject({ version: 1 });
  });

  it('Gap_IsHealedByAStreamThatBringsEverythingInTheEnd', async () => {
    await stream();
    server.stream.push(fullState({ version: 1 }));
    server.stream.push(stageUpdate({ version: 5, transition: 3, change: 'status' }));
    await server.clock.advance(200);
    expect(server.stream.positions).toEqual({ p1: { epoch: epoch1, version: 1 } });
    server.stream.greet();
    server.stream.push({ type: 'subscription_confirmed', pipeline_id: 'p1', epoch: epoch1, version: 5 });
    await server.clock.advance(3000);
    expect(server.stream.positions).toEqual({ p1: null });
    expect(client.counters.heals).toBe(2);
  });

  it('Answer_WhileTheStreamIsOpenedAgain_IsStillDone', async () => {
    await stream();
    let decide = (_: Response): void => {};
    server.decide = () => new Promise((resolve) => (decide = resolve));
    const done = client.answer('p1', 'duplicate', 'yes');
    await settle();
    await server.clock.advance(8_000); // the stream is stable: it is opened again
    client.watch('p2', () => {});
    await server.clock.advance(200);
    expect(server.streams).toHaveLength(2);
    server.stream.greet();
    server.stream.end();
    await settle();
    decide(new Response('{}', { status: 202 }));
    await expect(done).resolves.toBeUndefined();
  });
});

describe('when streaming fails', () => {
  it.each([404, 429, 500, 503])('Answer_%i_Polls', async (status) => {
    server.onStream = (one) => Object.defineProperty(one, 'response', { value: new Response(null, { status }) });
    await fallBack();
    await answered();
    expect(client.connection).toMatchObject({ status: 'polling' });
    expect(server.polls).toHaveLength(1);
  });

  it('Html_InsteadOfEvents_Polls', async () => {
    server.onStream = (one) =>
      Object.defineProperty(one, 'response', {
        value: new Response('<p>', { headers: { 'content-type': 'text/html' } }),
      });
    await fallBack();
    await answered();
    expect(client.connection.status).toBe('polling');
  });

  it('Stream_ThatIsHeldBack_IsGivenUp', async () => {
    await fallBack();
    await server.clock.advance(9_999);
    expect(client.connection.status).toBe('reconnecting');
    await answered();
    expect(client.connection.status).toBe('polling');
    expect(server.stream.aborted).toBe(true);
  });

  it('Silence_ForTwoHeartbeats_Polls', async () => {
    await stream();
    await server.clock.advance(20_000);
    server.stream.pushText(': ping\n\n');
    await server.clock.advance(29_999);
    expect(client.connection.status).toBe('streaming');
    await answered();
    expect(client.connection.status).toBe('polling');
    expect(server.streams).toHaveLength(1);
  });

  it('Stream_ThatDidNotLast_Polls', async () => {
    await stream();
    server.stream.cut();
    await answered();
    expect(client.connection.status).toBe('polling');
  });

  it.each(['cut', 'end'] as const)('Stream_ThatLasted_ComesBackByItself_%s', async (how) => {
    await stream();
    server.stream.push(fullState({ version: 3 }));
    await server.clock.advance(10_000);
    server.stream[how]();
    await settle();
    expect(client.connection).toMatchObject({ status: 'reconnecting' });
    await server.clock.advance(500);
    expect(server.stream.positions).toEqual({ p1: { epoch: epoch1, version: 3 } });
    server.stream.greet();
    await settle();
    expect(client.connection.status).toBe('streaming');
  });

  it('ReconnectFrame_ComesBackAtItsTime', async () => {
    await stream();
    server.stream.push({ type: 'reconnect', after_ms: 3000, reason: 'restart' });
    server.stream.end();
    await server.clock.advance(2999);
    expect(server.streams).toHaveLength(1);
    expect(client.connection.status).toBe('reconnecting');
    await server.clock.advance(1);
    expect(server.streams).toHaveLength(2);
  });

  it('Stream_IsTriedAgainWhilePollingGoesOn', async () => {
    server.takesStreams = false;
    await fallBack();
    await server.clock.advance(59_000);
    server.takesStreams = true;
    await server.clock.advance(2_000);
    expect(server.streams).toHaveLength(2);
    expect(client.connection.status).toBe('polling');
    server.stream.greet();
    await settle();
    expect(client.connection.status).toBe('streaming');
    const polls = server.polls.length;
    await server.clock.advance(10_000);
    expect(server.polls).toHaveLength(polls);
  });

  it('TooManyConnections_DoesNotAskForAnother', async () => {
    server.accepts = true;
    client = await server.live();
    server.socket.drop(4409);
    await server.clock.advance(120_000);
    expect(client.connection).toMatchObject({ status: 'polling', reason: 'too_many_connections' });
    expect(server.streams).toHaveLength(0);
  });
});

describe('back from streaming', () => {
  it('Socket_IsProbedAndTakesOverFromWhatIsHeld', async () => {
    await stream();
    server.stream.push(fullState({ version: 3 }));
    server.accepts = true;
    for (let beat = 0; beat < 6; beat++) {
      await server.clock.advance(10_000);
      server.stream.pushText(': ping\n\n');
    }
    expect(server.sockets).toHaveLength(6);
    expect(client.connection.status).toBe('streaming');
    server.socket.greet();
    expect(client.connection).toMatchObject({ status: 'live' });
    expect(server.stream.aborted).toBe(true);
    expect(server.socket.sentOf('subscribe_pipeline')).toMatchObject([
      { pipeline_ids: ['p1'], positions: { p1: { version: 3 } } },
    ]);
    await server.clock.advance(20_000);
    expect(server.streams).toHaveLength(1);
    expect(server.polls).toHaveLength(0);
  });

  it('Close_WhileStreaming_LeavesNothing', async () => {
    await stream();
    client.close();
    await settle();
    expect(server.stream.aborted).toBe(true);
    expect(client.connection.status).toBe('closed');
    expect(server.clock.pending).toBe(0);
  });

  it('Close_InsideAFrame_TakesNothingMore', async () => {
    await stream();
    client.watch('p1', () => client.close());
    server.stream.pushText(
      `data: ${JSON.stringify(fullState({ version: 1 }))}\n\ndata: ${JSON.stringify(fullState({ version: 2 }))}\n\n`,
    );
    await settle();
    expect(states.map((state) => state?.version)).toEqual([1]);
  });
});
