import { beforeEach, describe, expect, it } from 'vitest';
import type { AnswerRefusal, RealtimeClient, RealtimeClientOptions } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';

let server: FakeServer;
let client: RealtimeClient;

beforeEach(() => {
  server = new FakeServer();
  server.accepts = false;
});

async function fallBack(
  status: 'streaming' | 'polling',
  options: Partial<RealtimeClientOptions> = {},
): Promise<void> {
  server.takesStreams = status === 'streaming';
  client = server.client(options);
  client.watch('p1', () => {});
  client.start();
  while (server.streams.length === 0) await server.clock.advance(1000);
  if (status === 'streaming') server.stream.greet();
  while (client.connection.status !== status) await server.clock.advance(100);
}

const problem = (status: number, code: string): Response =>
  Response.json({ title: 'Title.', code, suggestion: 'Do this.' }, { status });

describe.each(['streaming', 'polling'] as const)('controls and answers while %s', (status) => {
  it.each(['../../admin', 'a/b', '', '.', '..', 'a?b'])('Id_"%s"_IsRefused_AndNothingIsSent', async (id) => {
    await fallBack(status);
    await expect(client.control(id, 'cancel')).rejects.toThrow(TypeError);
    await expect(client.answer(id, 'q', 'yes')).rejects.toThrow(TypeError);
    expect(server.posts).toEqual([]);
  });

  it('Answer_GoesOverHttp_AndIsDoneWhenAccepted', async () => {
    await fallBack(status, { headers: () => ({ 'x-user': 'u' }) });
    await client.answer('p1', 'duplicate', { keep: 'both' });
    expect(server.posts).toMatchObject([
      {
        url: 'http://host/api/v1/pipelines/p1/control',
        body: { action: 'answer', question_id: 'duplicate', answer: { keep: 'both' } },
        headers: { 'x-user': 'u', 'content-type': 'application/json' },
      },
    ]);
  });

  it('Control_GoesOverHttp_AndIsDoneWhenAccepted', async () => {
    await fallBack(status);
    await client.control('p1', 'cancel', 'lunch');
    expect(server.posts).toMatchObject([{ body: { action: 'cancel', reason: 'lunch' } }]);
  });

  it.each([
    [409, 'already_answered' satisfies AnswerRefusal],
    [409, 'no_such_question' satisfies AnswerRefusal],
    [422, 'invalid_answer' satisfies AnswerRefusal],
    [404, 'not_found'],
    [503, 'backplane_unavailable'],
    [429, 'rate_limited'],
    [403, 'forbidden_origin'],
  ])('Answer_ThatIsRefusedWith_%i_%s_SaysWhy', async (refused, code) => {
    await fallBack(status);
    server.decide = () => problem(refused, code);
    await expect(client.answer('p1', 'q', 'no')).rejects.toMatchObject({
      name: 'RealtimeError',
      code,
      message: 'Title.',
      suggestion: 'Do this.',
    });
  });
});

describe('controls and answers without a socket', () => {
  it('Answer_WithAnOldToken_IsSentOnceMoreWithANewOne', async () => {
    await fallBack('polling', { auth: { token: (renew) => (renew ? 'new' : 'old') } });
    server.decide = ({ headers }) =>
      headers['authorization'] === 'Bearer new' ? new Response('{}', { status: 202 }) : problem(401, 'unauthenticated');
    await client.answer('p1', 'q', 'yes');
    expect(server.posts.map(({ headers }) => headers['authorization'])).toEqual(['Bearer old', 'Bearer new']);
  });

  it('Answer_OfSomebodyUnknown_IsUnauthorized', async () => {
    await fallBack('polling');
    server.decide = () => problem(401, 'unauthenticated');
    await expect(client.answer('p1', 'q', 'yes')).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('Answer_OfAPage_IsNoAcceptance', async () => {
    await fallBack('polling');
    server.decide = () => new Response('<html>', { status: 200 });
    await expect(client.answer('p1', 'q', 'yes')).rejects.toMatchObject({ code: 'refused_200' });
  });

  it('Answer_WhoseConnectionBreaks_MayHaveBeenTaken', async () => {
    await fallBack('polling');
    server.decide = () => Promise.reject(new TypeError('network error'));
    const broken = expect(client.answer('p1', 'q', 'yes')).rejects;
    await broken.toMatchObject({ code: 'unreachable', suggestion: expect.stringContaining('look at the state') });
  });

  it.each([500, 502, 504])('Answer_ThatAGatewayAnswersWith_%i_MayHaveBeenTaken', async (status) => {
    await fallBack('polling');
    server.decide = () => new Response('<html>', { status });
    const lost = expect(client.answer('p1', 'q', 'yes')).rejects;
    await lost.toMatchObject({ code: 'unreachable', suggestion: expect.stringContaining('look at the state') });
  });

  it('Answer_ThatNobodyAnswers_EndsInTime', async () => {
    await fallBack('polling');
    server.decide = () => new Promise(() => {});
    const late = expect(client.answer('p1', 'q', 'yes')).rejects.toMatchObject({ code: 'timeout' });
    await server.clock.advance(10_000);
    await late;
  });

  it('Answer_WhenTheClientIsClosed_EndsAtOnce', async () => {
    await fallBack('polling');
    server.decide = () => new Promise(() => {});
    const left = expect(client.answer('p1', 'q', 'yes')).rejects.toMatchObject({ code: 'not_connected' });
    await server.clock.advance(0);
    client.close();
    await left;
  });

  it('Answer_BeforeAnythingGetsThrough_IsNotConnected', async () => {
    client = server.client();
    client.start();
    await server.clock.advance(0);
    await expect(client.answer('p1', 'q', 'yes')).rejects.toMatchObject({ code: 'not_connected' });
    expect(server.posts).toHaveLength(0);
  });
});
