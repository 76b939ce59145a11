import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RealtimeError, type RealtimeClientOptions } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';

let server: FakeServer;
let exchanged: (string | undefined)[];
let known: Set<string>;
beforeEach(() => {
  server = new FakeServer();
  exchanged = [];
  known = new Set(['token-1', 'token-2']);
});

/** Its ticket address knows these tokens. */
function options(token: (renew: boolean) => string): Partial<RealtimeClientOptions> {
  const platform = server.platform();
  const fetch: typeof platform.fetch = async (input, init) => {
    if (!String(input).endsWith('/api/v1/ws/ticket')) return platform.fetch(input, init);
    const { authorization } = init?.headers as Record<string, string>;
    exchanged.push(authorization);
    const isKnown = known.has(authorization?.replace('Bearer ', '') ?? '');
    if (!isKnown) return new Response(null, { status: 401 });
    return Response.json({ ticket: `ticket-${exchanged.length}`, expires_in: 30 });
  };
  return { auth: { token }, platform: { ...platform, fetch } };
}

const jwt = (endsAt: number): string =>
  `e30.${btoa(JSON.stringify({ exp: endsAt / 1000, name: '??>' })).replaceAll('+', '-').replaceAll('/', '_')}.sig`;

describe('one auth option for all transports', () => {
  it('Token_IsExchangedForTheSocketsTicket', async () => {
    const client = await server.live(options(() => 'token-1'));
    expect(exchanged).toEqual(['Bearer token-1']);
    expect(server.socket.protocols).toEqual(['dpa.realtime.v1', 'dpa.ticket.ticket-1']);
    expect(client.connection.status).toBe('live');
  });

  it('Token_GoesWithTheQuestionWhyWithStreamsAndWithPolls_SoThatRefusedUpgradesEndNothing', async () => {
    server.accepts = false;
    server.why = () => new Response(null, { status: 502 });
    const client = server.client(options(() => 'token-1'));
    client.watch('p1', () => {});
    client.start();
    while (client.connection.status !== 'polling') await server.clock.advance(1_000);
    const requests = [...server.questions, ...server.streams, ...server.polls];
    expect(requests.length).toBeGreaterThan(3);
    for (const { headers } of requests) expect(headers).toMatchObject({ authorization: 'Bearer token-1' });
  });

  it('TokenThatIsRefused_IsAskedForAnewOnce', async () => {
    known = new Set(['token-2']);
    const token = vi.fn((renew: boolean) => (renew ? 'token-2' : 'token-1'));
    const client = await server.live(options(token));
    expect(token.mock.calls).toEqual([[false], [true]]);
    expect(client.connection.status).toBe('live');
  });

  it('TokenThatIsRefusedAgain_ClosesAndSaysSo', async () => {
    known.clear();
    const client = server.client(options(() => 'token-1'));
    client.start();
    await server.clock.advance(600_000);
    expect(client.connection).toMatchObject({ status: 'closed', reason: 'unauthorized' });
    expect(exchanged).toHaveLength(2);
  });

  it('Poll_AfterA401_AsksForANewToken', async () => {
    server.accepts = false;
    const token = vi.fn((renew: boolean) => (renew ? 'token-2' : 'token-1'));
    server.answer = ({ headers }) =>
      headers['authorization'] === 'Bearer token-2'
        ? Response.json({ pipelines: [] })
        : new Response(null, { status: 401 });
    const client = server.client(options(token));
    client.watch('p1', () => {});
    client.start();
    while (client.connection.status !== 'polling') await server.clock.advance(1_000);
    const sent = server.polls.slice(0, 2).map(({ headers }) => headers['authorization']);
    expect(sent).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('JsonWebToken_IsRenewedOnTheOpenSocketBeforeItEnds', async () => {
    const tokens = [1, 2].map((n) => jwt(server.clock.now() + n * 600_000));
    known = new Set(tokens);
    await server.live(options((renew) => tokens[renew ? 1 : 0] ?? ''));
    for (let second = 0; second < 569; second++) {
      await server.clock.advance(1_000);
      if (second % 10 === 0) server.socket.push({ type: 'pong' });
    }
    expect(server.socket.sentOf('authenticate')).toEqual([]);
    await server.clock.advance(1_000);
    expect(server.socket.sentOf('authenticate')).toEqual([{ type: 'authenticate', ticket: 'ticket-2' }]);
    expect(server.sockets).toHaveLength(1);
  });

  it('TokenThatEndsAtOnce_IsNotRenewedInATightLoop', async () => {
    known = new Set([jwt(server.clock.now())]);
    await server.live(options(() => [...known][0] ?? ''));
    await server.clock.advance(10_000);
    expect(exchanged.length).toBeLessThanOrEqual(12);
  });

  it('Cookies_NeedNoTicketAndNoHeader', async () => {
    server.accepts = false;
    const client = server.client();
    client.watch('p1', () => {});
    client.start();
    while (client.connection.status !== 'polling') await server.clock.advance(1_000);
    expect(server.polls[0]?.headers).not.toHaveProperty('authorization');
    expect(server.sockets[0]?.protocols).toEqual(['dpa.realtime.v1']);
  });
});

describe('a clock that is wrong', () => {
  it('AheadByMoreThanATokensLife_IsRenewedByTheLifetimeFromReceipt', async () => {
    const issue = (): string => {
      const iat = server.clock.now() / 1000 - 7_200;
      return `e30.${btoa(JSON.stringify({ iat, exp: iat + 600 }))}.sig`;
    };
    const anyToken = options(issue);
    known.has = () => true;
    await server.live(anyToken);
    for (let second = 0; second < 569; second++) {
      await server.clock.advance(1_000);
      if (second % 10 === 0) server.socket.push({ type: 'pong' });
    }
    expect(server.socket.sentOf('authenticate')).toEqual([]);
    await server.clock.advance(2_000);
    expect(server.socket.sentOf('authenticate')).toHaveLength(1);
  });

  it('TokensThatAreOverAsTheyCome_AreAskedForLessAndLessOften', async () => {
    const token = jwt(server.clock.now());
    known = new Set([token]);
    await server.live(options(() => token));
    for (let second = 0; second < 300; second++) {
      await server.clock.advance(1_000);
      if (second % 10 === 0) server.socket.push({ type: 'pong' });
    }
    // After 1, 3, 7, 15 and 31 s, then every 30 s.
    expect(server.socket.sentOf('authenticate')).toHaveLength(13);
  });
});

describe('an application that reports that a sign-in is required', () => {
  it('WhilePolling_EndsTheConnection', async () => {
    const settings = options(() => {
      if (server.polls.length > 0) throw new RealtimeError('unauthorized', 'Sign in.');
      return 'token-1';
    });
    const client = await server.live(settings);
    client.watch('p1', () => {});
    server.socket.drop(4409);
    await server.clock.advance(10_000);
    expect(server.polls).toHaveLength(1);
    expect(client.connection).toMatchObject({ status: 'closed', reason: 'unauthorized' });
  });
});
