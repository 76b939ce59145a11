import { beforeEach, expect, it } from 'vitest';
import { FakeServer } from '../fakes/FakeServer.js';
import { epoch1, fullState } from '../fakes/frames.js';

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
});

const problem = (status: number, code: string): Response =>
  Response.json({ title: 'Title.', code, suggestion: 'Do this.' }, { status });

it('Query_OfTheOwn_NeitherConnectsNorNamesAnything', async () => {
  server.list = () => Response.json({ pipelines: [fullState({ version: 3, epoch: epoch1 })], next: 'more' });
  const client = server.client({ headers: () => ({ 'x-user': 'u' }) });
  const page = await client.query();
  expect(page).toMatchObject({ pipelines: [{ pipeline_id: 'p1', version: 3 }], next: 'more' });
  expect(page.pipelines[0]).not.toHaveProperty('type');
  expect(server.gets).toMatchObject([{ url: 'http://host/api/v1/pipelines?', headers: { 'x-user': 'u' } }]);
  expect(server.sockets).toHaveLength(0);
});

it('Query_WithFilters_NamesThem', async () => {
  const since = new Date('2026-01-31T08:00:00Z');
  const query = { owner: 'a/b', status: ['failed', 'waiting'], kind: 'import', since, limit: 20, cursor: 'c' } as const;
  expect(await server.client().query(query)).toEqual({ pipelines: [] });
  const { search } = new URL(server.gets[0]?.url ?? '');
  expect(Object.fromEntries(new URLSearchParams(search))).toEqual({
    owner: 'a/b',
    status: 'failed,waiting',
    kind: 'import',
    since: '2026-01-31T08:00:00.000Z',
    limit: '20',
    cursor: 'c',
  });
});

it('Query_WithAnOldToken_IsSentOnceMoreWithANewOne', async () => {
  const client = server.client({ auth: { token: (renew) => (renew ? 'new' : 'old') } });
  server.list = ({ headers }) =>
    headers['authorization'] === 'Bearer new' ? Response.json({ pipelines: [] }) : problem(401, 'unauthenticated');
  await client.query();
  expect(server.gets.map(({ headers }) => headers['authorization'])).toEqual(['Bearer old', 'Bearer new']);
});

it.each([
  [400, 'invalid_message', 'invalid_message'],
  [401, 'unauthenticated', 'unauthorized'],
  [429, 'rate_limited', 'rate_limited'],
  [503, 'application_unavailable', 'application_unavailable'],
])('Query_ThatIsRefusedWith_%i_%s_SaysWhy', async (status, sent, code) => {
  server.list = () => problem(status, sent);
  const refused = expect(server.client().query({ limit: 500 })).rejects;
  await refused.toMatchObject({ name: 'RealtimeError', code, message: 'Title.', suggestion: 'Do this.' });
});

it('Query_ThatNobodyAnswers_IsUnreachableInTime', async () => {
  server.list = () => new Promise(() => {});
  const late = expect(server.client().query()).rejects.toMatchObject({ code: 'unreachable' });
  await server.clock.advance(10_000);
  await late;
});

it('Query_OfAPageThatIsNoAnswer_IsRefused', async () => {
  server.list = () => new Response('<html>', { status: 200 });
  await expect(server.client().query()).rejects.toMatchObject({ code: 'refused_200' });
});

it('Query_WhoseSignalAborts_EndsAtOnce', async () => {
  server.list = () => new Promise(() => {});
  const leave = new AbortController();
  const left = expect(server.client().query({}, leave.signal)).rejects.toThrow('enough');
  await server.clock.advance(0);
  leave.abort(new Error('enough'));
  await left;
  expect(server.gets[0]?.signal?.aborted).toBe(true);
});
