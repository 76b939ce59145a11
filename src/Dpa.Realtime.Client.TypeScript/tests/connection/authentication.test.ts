import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RealtimeError } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';

let server: FakeServer;
beforeEach(() => {
  server = new FakeServer();
});

const settle = (): Promise<void> => server.clock.advance(0);

describe('tickets', () => {
  it('Authenticate_SendsAFreshTicketOnTheSocketThatIsUp', async () => {
    let tickets = 0;
    const client = await server.live({ auth: { ticket: async () => `t${++tickets}` } });
    await client.authenticate();
    expect(server.socket.sentOf('authenticate')).toEqual([{ type: 'authenticate', ticket: 't2' }]);
    expect(server.sockets).toHaveLength(1);
  });

  it('Ticket_TravelsBesideTheSubProtocolAndNotInTheAddress', async () => {
    await server.live({ auth: { ticket: async () => 'abc_-1' } });
    expect(server.socket.url).toBe('ws://host/api/v1/ws/user-1');
    expect(server.socket.protocols).toEqual(['dpa.realtime.v1', 'dpa.ticket.abc_-1']);
  });

  it('Ticket_OverHttp_IsAHeaderUnlessThereIsOneAlready', async () => {
    server.answer = () => Response.json({ pipelines: [], not_found: [] });
    const fallBack = async (options: Parameters<FakeServer['client']>[0]): Promise<unknown> => {
      const client = server.client(options);
      client.watch('p', () => {});
      client.start();
      await settle();
      server.socket.drop(4409);
      await server.clock.advance(100);
      client.close();
      return server.polls.at(-1)?.headers;
    };
    expect(await fallBack({ auth: { ticket: async () => 't' } })).toMatchObject({ authorization: 'DpaTicket t' });
    expect(
      await fallBack({ auth: { ticket: async () => 't' }, headers: () => ({ Authorization: 'Bearer b' }) }),
    ).not.toHaveProperty('authorization');
  });

  it('Authenticate_WithoutTickets_SendsNothing', async () => {
    const client = await server.live();
    await client.authenticate();
    expect(server.socket.sentOf('authenticate')).toEqual([]);
  });

  it('Authenticate_WhoseTicketFails_Fails', async () => {
    let broken = false;
    const client = await server.live({
      auth: { ticket: () => (broken ? Promise.reject(new Error('no')) : Promise.resolve('t')) },
    });
    broken = true;
    await expect(client.authenticate()).rejects.toThrow('no');
    expect(client.connection.status).toBe('live');
  });

  it('TicketThatCannotBeFetched_IsAFailedAttempt', async () => {
    const ticket = vi.fn(() => Promise.reject(new TypeError('network error')));
    const client = server.client({ auth: { ticket } });
    client.start();
    await server.clock.advance(60_000);
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'unreachable', attempt: 5 });
    expect(server.sockets).toHaveLength(0);
    // Five attempts, then a stream and polls, which back off too.
    expect(ticket.mock.calls.length).toBeLessThanOrEqual(12);
  });

  it('TicketThatNeverComes_IsAFailedAttemptAfterTenSeconds', async () => {
    const ticket = vi.fn(() => new Promise<string>(() => {}));
    const client = server.client({ auth: { ticket } });
    client.start();
    await server.clock.advance(10_000);
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'not_dialled', attempt: 1 });
    await server.clock.advance(1_000);
    expect(ticket).toHaveBeenCalledTimes(2);
    client.close();
    await settle();
    expect(server.clock.pending).toBe(0);
  });

  it('TicketThatComesTooLate_OpensNothing', async () => {
    let give = (_: string): void => {};
    const client = server.client({ auth: { ticket: () => new Promise((resolve) => (give = resolve)) } });
    client.start();
    const late = give;
    await server.clock.advance(10_000);
    late('t1');
    await settle();
    expect(server.sockets).toHaveLength(0);
    client.close();
  });

  it('TicketThatIsRefused_EndsIt', async () => {
    const ticket = vi.fn(() => Promise.reject(new RealtimeError('unauthorized', 'Sign in.')));
    const client = server.client({ auth: { ticket } });
    client.start();
    await server.clock.advance(60_000);
    expect(client.connection).toMatchObject({ status: 'closed', reason: 'unauthorized' });
    expect(ticket).toHaveBeenCalledOnce();
  });
});

describe('refusals before the upgrade', () => {
  it('Answer_401_IsMetWithANewTicketOnceThenTold', async () => {
    server.accepts = false;
    server.why = () => new Response(null, { status: 401 });
    const ticket = vi.fn(async () => 't');
    const client = server.client({ auth: { ticket } });
    client.start();
    await server.clock.advance(120_000);
    expect(client.connection).toMatchObject({ status: 'closed', reason: 'unauthorized' });
    expect(ticket).toHaveBeenCalledTimes(4); // for each socket, and for each question why
    expect(server.sockets).toHaveLength(2);
  });

  it('Answer_403_IsMetWithANewTicketOnceThenTold', async () => {
    server.accepts = false;
    server.why = () => Response.json({ code: 'forbidden' }, { status: 403 });
    const ticket = vi.fn(async () => 't');
    const client = server.client({ auth: { ticket } });
    client.start();
    await server.clock.advance(120_000);
    expect(client.connection).toMatchObject({ status: 'closed', reason: 'forbidden' });
    expect(ticket).toHaveBeenCalledTimes(4);
    expect(server.sockets).toHaveLength(2);
  });

  it('Answer_ForbiddenOrigin_IsPolledAtOnceAndSaidAsLongAsItHolds', async () => {
    server.accepts = false;
    server.takesStreams = true;
    server.why = () => Response.json({ code: 'forbidden_origin', origin: 'https://host' }, { status: 403 });
    const client = server.client();
    client.watch('p', () => {});
    client.start();
    await server.clock.advance(100);
    expect(client.connection).toMatchObject({ status: 'polling', reason: 'forbidden_origin' });
    await server.clock.advance(600_000); // the socket is tried again meanwhile, often enough to give up asking why
    expect(client.connection).toMatchObject({ status: 'polling', reason: 'forbidden_origin' });
    expect(server.sockets.length).toBeGreaterThan(5);
    expect(server.streams).toHaveLength(0);
    server.accepts = true; // the server was set right
    await server.clock.advance(60_000);
    server.socket.greet();
    expect(client.connection.status).toBe('live');
  });

  it('Answer_403_OfSomethingOnTheWay_IsNoAnswer', async () => {
    server.accepts = false;
    server.why = () => new Response('<p>Forbidden', { status: 403 });
    server.takesStreams = true;
    server.onStream = (stream) => stream.greet();
    const client = server.client();
    client.start();
    await server.clock.advance(1_000);
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'closed_1006' });
    await server.clock.advance(16_000);
    expect(client.connection).toMatchObject({ status: 'streaming' });
  });

  it('Start_AfterARefusal_TriesAgain', async () => {
    server.accepts = false;
    server.why = () => Response.json({ code: 'forbidden' }, { status: 403 });
    const client = server.client();
    client.start();
    await settle();
    expect(client.connection).toMatchObject({ status: 'closed', reason: 'forbidden' });
    server.accepts = true;
    client.start();
    expect(client.connection).toEqual({ status: 'connecting', reconnects: 0, attempt: 0 });
    await settle();
    server.socket.greet();
    expect(client.connection.status).toBe('live');
  });

  it('AnswerThatComesTooLate_ChangesNothing', async () => {
    server.accepts = false;
    let answer = (_: Response): void => {};
    server.why = () => new Promise((resolve) => (answer = resolve));
    const client = server.client();
    client.start();
    await settle();
    server.accepts = true;
    await server.clock.advance(2_000);
    server.socket.greet();
    answer(Response.json({ code: 'forbidden' }, { status: 403 }));
    await settle();
    expect(client.connection.status).toBe('live');
  });
});
