import { beforeEach, describe, expect, it } from 'vitest';
import type { PipelineState, RealtimeClient } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { epoch1, fullState } from '../fakes/frames.js';

let server: FakeServer;
let client: RealtimeClient;
let states: (PipelineState | undefined)[];

beforeEach(() => {
  server = new FakeServer();
  server.accepts = false;
  states = [];
});

async function fallBack(options: Parameters<FakeServer['client']>[0] = {}): Promise<void> {
  client = server.client(options);
  client.watch('p1', (state) => states.push(state), { onNotFound: () => states.push(undefined) });
  client.watch('p2', () => {});
  client.start();
  while (server.polls.length === 0 && server.sockets.length < 6 && client.connection.status !== 'closed') {
    await server.clock.advance(1000);
  }
  await server.clock.advance(0);
}

describe('falling back', () => {
  it('FiveFailedAttempts_ThenPolling', async () => {
    await fallBack();
    expect(server.sockets).toHaveLength(5);
    expect(client.connection).toMatchObject({ status: 'polling', attempt: 5 });
  });

  it('FirstPoll_IsAnsweredBeforeItIsCalledPolling_AndAfterThatItStaysSo', async () => {
    let answer = (_: Response): void => {};
    server.answer = () => new Promise((resolve) => (answer = resolve));
    await fallBack();
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'closed_1006' });
    server.answer = () => Promise.reject(new TypeError('network error'));
    answer(Response.json({ pipelines: [] }));
    await server.clock.advance(100);
    expect(client.connection).toMatchObject({ status: 'polling', reason: 'closed_1006' });
    await server.clock.advance(2_000);
    expect(client.connection).toMatchObject({ status: 'polling', reason: 'unreachable' });
    expect((client.connection.retryAt ?? 0) - server.clock.now()).toBeLessThanOrEqual(2_000);
  });

  it('NothingWatched_AsksOnceWhetherTheServerIsThere', async () => {
    client = server.client();
    client.start();
    while (client.connection.status !== 'polling') await server.clock.advance(1000);
    await server.clock.advance(20_000);
    expect(server.polls.map(({ positions }) => positions)).toEqual([{}]);
  });

  it.each([
    ['no answer', (): Promise<Response> => Promise.reject(new TypeError('network error'))],
    ["a proxy's answer", (): Promise<Response> => Promise.resolve(new Response('', { status: 502 }))],
  ])('ServerThatWasGone_IsBack_TheSocketIsTriedAtOnce_%s', async (_, gone) => {
    server.answer = server.why = gone;
    await fallBack();
    await server.clock.advance(10_000);
    const tried = server.sockets.length;
    server.answer = server.why = () => Response.json({ pipelines: [], not_found: [] });
    server.accepts = true;
    while (client.connection.status !== 'polling') await server.clock.advance(100);
    expect(server.sockets).toHaveLength(tried + 1); // and not after up to a minute
    server.socket.greet();
    await server.clock.advance(0);
    expect(client.connection.status).toBe('live');
  });

  it('Poll_AsksForAllInOneRequestEveryTwoSeconds', async () => {
    server.answer = () => Response.json({ pipelines: [fullState({ version: 3 })], not_found: [] });
    await fallBack({ headers: () => ({ authorization: 'Bearer t' }) });
    const begun = server.polls.length;
    await server.clock.advance(6000);
    expect(server.polls.length - begun).toBe(3);
    expect(server.polls.at(-1)).toMatchObject({
      url: 'http://host/api/v1/pipelines/progress',
      positions: { p1: { epoch: epoch1, version: 3 }, p2: null },
      headers: { authorization: 'Bearer t' },
    });
    expect(states).toHaveLength(1);
  });

  it('AnErrorOfOnePipeline_IsToldOfThatOneAndTheOthersAreTaken', async () => {
    const errors: string[] = [];
    server.answer = () =>
      Response.json({
        pipelines: [fullState({ version: 3 })],
        not_found: [],
        errors: [
          { code: 'too_many_subscriptions', message: 'm', suggestion: 's', pipeline_ids: ['p3'] },
          { code: 'invalid_pipeline_id' },
          null,
        ],
      });
    await fallBack();
    client.watch('p3', () => {}, { onError: (error) => errors.push(error.code) });
    await server.clock.advance(2000);
    expect(errors[0]).toBe('too_many_subscriptions');
    expect(states).toHaveLength(1);
    expect(client.connection.status).toBe('polling');
  });

  it('Transitions_ThatPollingBrings_AreRaisedOnce', async () => {
    await fallBack();
    const raised: number[] = [];
    client.watch('p1', () => {}, { onTransition: (transition) => raised.push(transition.transition) });
    const told = [1, 2].map((transition) => ({
      transition,
      version: transition,
      from: 'pending',
      to: 'processing',
      timestamp: '',
    }));
    server.answer = () =>
      Response.json({
        pipelines: [fullState({ version: 1 }), fullState({ version: 3, transition: 2, transitions: told })],
      });
    await server.clock.advance(6000);
    expect(raised).toEqual([1, 2]);
  });

  it('RetryAfter_IsHonoured', async () => {
    server.answer = () => Response.json({ pipelines: [] }, { headers: { 'retry-after': '9' } });
    await fallBack();
    await server.clock.advance(20_000);
    const [first, second] = server.polls;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(9000);
  });

  it('Failures_SlowItDown', async () => {
    server.answer = () => new Response(null, { status: 503 });
    await fallBack();
    await server.clock.advance(30_000);
    const gaps = server.polls.slice(1).map((poll, index) => poll.at - (server.polls[index]?.at ?? 0));
    expect(gaps.slice(0, 4)).toEqual([2000, 2000, 4000, 8000]);
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'refused_503' });
  });

  it('NotFound_IsToldOnce', async () => {
    server.answer = () => Response.json({ pipelines: [], not_found: ['p1'] });
    await fallBack();
    await server.clock.advance(6000);
    expect(states).toEqual([undefined]);
  });

  it('Unauthorized_IsAskedOnceMoreThenCloses', async () => {
    server.answer = () => new Response(null, { status: 401 });
    await fallBack();
    await server.clock.advance(60_000);
    expect(server.polls).toHaveLength(2);
    expect(client.connection).toMatchObject({ status: 'closed', reason: 'unauthorized' });
  });

  it('Forbidden_IsAskedOnceMoreThenCloses', async () => {
    server.answer = () => new Response(null, { status: 403 });
    await fallBack();
    await server.clock.advance(10_000);
    expect(server.polls).toHaveLength(2);
    expect(client.connection).toMatchObject({ status: 'closed', reason: 'forbidden' });
  });

  it('PollThatIsNeverAnswered_IsGivenUpAfterTenSecondsAndAskedAgain', async () => {
    server.answer = () => new Promise(() => {});
    await fallBack();
    const [first] = server.polls;
    await server.clock.advance(10_000);
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'unreachable' });
    expect(first?.signal?.aborted).toBe(true);
    server.answer = () => Response.json({ pipelines: [fullState({ version: 3 })] });
    await server.clock.advance(2_000);
    expect(states.at(-1)).toMatchObject({ version: 3 });
    expect(client.connection).not.toHaveProperty('reason', 'unreachable');
  });

  it('HeadersThatNeverCome_AreAFailedPoll', async () => {
    await fallBack({ headers: () => new Promise(() => {}) });
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'unreachable' });
    expect(server.polls).toHaveLength(0);
  });

  it('MoreThanFiveHundred_AreAskedForInSeveralRequests', async () => {
    client = server.client();
    for (let index = 0; index < 1_001; index++) client.watch(`p${index}`, () => {});
    client.start();
    while (client.connection.status !== 'polling') await server.clock.advance(1000);
    await server.clock.advance(0);
    expect(server.polls.map(({ positions }) => Object.keys(positions).length).slice(0, 3)).toEqual([500, 500, 1]);
  });

  it('NoWebSocket_PollsAtOnce', async () => {
    client = server.client({ platform: { ...server.platform(), WebSocket: undefined } });
    client.start();
    await server.clock.advance(0);
    expect(client.connection).toMatchObject({ status: 'polling', reason: 'no_websocket' });
  });
});

describe('the own pipelines while polling', () => {
  const ids = (): string[] | undefined => client.getMine()?.map((state) => state.pipeline_id);

  it('PipelineThatNobodyNamed_IsFoundThoughNothingElseIsWatched', async () => {
    client = server.client();
    client.watchMine(() => {});
    client.start();
    while (client.connection.status !== 'polling') await server.clock.advance(1000);
    await server.clock.advance(4_000);
    expect(server.polls.at(-1)).toMatchObject({ url: 'http://host/api/v1/pipelines/progress?user=me', positions: {} });
    expect(ids()).toEqual([]);
    server.answer = () => Response.json({ pipelines: [fullState({ pipeline_id: 'new', owner: 'user-1' })] });
    await server.clock.advance(2_100);
    expect(ids()).toEqual(['new']);
    await server.clock.advance(2_000);
    expect(server.polls.at(-1)).toMatchObject({ positions: { new: { epoch: epoch1, version: 1 } } });
  });

  it('WhatWasFound_IsSubscribedOnTheSocketThatComesBack', async () => {
    server.answer = () =>
      Response.json({ pipelines: [fullState({ pipeline_id: 'new', owner: 'user-1', version: 4 })] });
    client = server.client();
    client.watchMine(() => {});
    client.start();
    while (client.connection.status !== 'polling') await server.clock.advance(1000);
    await server.clock.advance(100);
    server.accepts = true;
    server.page.dispatchEvent(new Event('online'));
    await server.clock.advance(0);
    server.socket.greet();
    expect(server.socket.sent.slice(0, 2)).toMatchObject([
      { type: 'subscribe_pipeline', positions: { new: { version: 4 } } },
      { type: 'subscribe_user' },
    ]);
  });

  it('NotWatchedAnyMore_AreNotAskedFor', async () => {
    await fallBack();
    const leave = client.watchMine(() => {});
    await server.clock.advance(2_000);
    expect(server.polls.at(-1)?.url).toContain('?user=me');
    leave();
    await server.clock.advance(2_000);
    expect(server.polls.at(-1)?.url).not.toContain('?');
  });
});

describe('coming back', () => {
  it('Socket_IsTriedEveryMinuteWhilePolling', async () => {
    await fallBack();
    await server.clock.advance(180_000);
    expect(server.sockets).toHaveLength(8);
    expect(client.connection.status).toBe('polling');
  });

  it('Socket_ThatComesBack_EndsPollingAndGoesOnFromWhereItWas', async () => {
    server.answer = () => Response.json({ pipelines: [fullState({ version: 3 })] });
    await fallBack();
    await server.clock.advance(2000);
    server.accepts = true;
    await server.clock.advance(60_000);
    expect(client.connection.status).toBe('polling');
    server.socket.greet();
    expect(client.connection).toMatchObject({ status: 'live' });
    expect(client.connection).not.toHaveProperty('reason');
    expect(server.socket.sentOf('subscribe_pipeline')).toMatchObject([
      { pipeline_ids: ['p1', 'p2'], positions: { p1: { version: 3 } } },
    ]);
    const polls = server.polls.length;
    await server.clock.advance(20_000);
    expect(server.polls).toHaveLength(polls);
  });

  it('PollUnderWay_WhenTheSocketComesBack_IsStillTaken', async () => {
    let answer = (_: Response): void => {};
    await fallBack();
    server.answer = () => new Promise((resolve) => (answer = resolve));
    await server.clock.advance(2000);
    server.accepts = true;
    server.page.dispatchEvent(new Event('online'));
    await server.clock.advance(0);
    server.socket.greet();
    answer(Response.json({ pipelines: [fullState({ version: 8 })] }));
    await server.clock.advance(0);
    expect(states.at(-1)).toMatchObject({ version: 8 });
  });

  it('Close_WhileAPollIsUnderWay_GivesItUp', async () => {
    server.answer = () => new Promise(() => {});
    await fallBack();
    client.close();
    await server.clock.advance(0);
    expect(server.polls[0]?.signal?.aborted).toBe(true);
    expect(server.clock.pending).toBe(0);
  });

  it('Close_WhilePolling_LeavesNoTimer', async () => {
    await fallBack();
    client.close();
    await server.clock.advance(0);
    expect(server.clock.pending).toBe(0);
  });
});
