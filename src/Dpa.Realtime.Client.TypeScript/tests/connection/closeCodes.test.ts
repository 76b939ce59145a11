import { beforeEach, describe, expect, it } from 'vitest';
import { FakeServer } from '../fakes/FakeServer.js';

let server: FakeServer;
beforeEach(() => {
  server = new FakeServer();
});

describe('close codes', () => {
  it.each([1001, 1006, 1011, 1012, 4000, 4001, 4008, 4399])('Code_%i_Reconnects', async (code) => {
    const client = await server.live();
    server.socket.drop(code);
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: `closed_${code}` });
    await server.clock.advance(1000);
    expect(server.sockets).toHaveLength(2);
  });

  it.each([
    [4403, 'forbidden'],
    [4400, 'refused_4400'],
    [4999, 'refused_4999'],
  ])('Code_%i_ClosesAndSays_%s', async (code, reason) => {
    const client = await server.live();
    server.socket.drop(code);
    expect(client.connection).toMatchObject({ status: 'closed', reason });
    await server.clock.advance(120_000);
    expect(server.sockets).toHaveLength(1);
    expect(server.polls).toHaveLength(0);
  });

  it.each(['online', 'visibilitychange', 'pageshow'])('Closed_LooksOnceMoreWith_%s', async (event) => {
    const client = await server.live();
    server.socket.drop(4403);
    await server.clock.advance(60_000);
    server.page.dispatchEvent(new Event(event));
    await server.clock.advance(0);
    expect(server.sockets).toHaveLength(2);
    server.socket.drop(4403);
    await server.clock.advance(600_000);
    expect(server.sockets).toHaveLength(2);
    expect(client.connection).toMatchObject({ status: 'closed', reason: 'forbidden' });
    server.page.dispatchEvent(new Event(event));
    await server.clock.advance(0);
    server.socket.greet();
    expect(client.connection).toMatchObject({ status: 'live' });
  });

  it.each(['online', 'start'])('TooManyConnections_IsTriedAgainWith_%s', async (how) => {
    const client = await server.live();
    server.socket.drop(4409);
    await server.clock.advance(60_000);
    if (how === 'start') client.start();
    else server.page.dispatchEvent(new Event(how));
    await server.clock.advance(0);
    server.socket.greet();
    expect(client.connection).toMatchObject({ status: 'live' });
  });

  it('Code_4401_AsksForATokenOnceThenCloses', async () => {
    let tickets = 0;
    const client = await server.live({ auth: { ticket: async () => `${++tickets}` } });
    server.socket.drop(4401);
    await server.clock.advance(0);
    expect(tickets).toBe(2);
    server.socket.greet();
    expect(client.connection.status).toBe('live');
    server.socket.drop(4401);
    await server.clock.advance(60_000);
    expect(tickets).toBe(2);
    expect(client.connection).toMatchObject({ status: 'closed', reason: 'unauthorized' });
  });

  it('Code_4401_AfterAStableConnection_AsksAgain', async () => {
    const client = await server.live();
    for (let renewal = 0; renewal < 3; renewal++) {
      await server.clock.advance(10_000);
      server.socket.drop(4401);
      await server.clock.advance(0);
      server.socket.greet();
    }
    expect(client.connection.status).toBe('live');
  });

  it('Code_4409_PollsAndSaysWhy', async () => {
    const client = await server.live();
    client.watch('p1', () => {});
    server.socket.drop(4409);
    await server.clock.advance(120_000);
    expect(client.connection).toMatchObject({ status: 'polling', reason: 'too_many_connections' });
    expect(server.sockets).toHaveLength(1);
    expect(server.polls.length).toBeGreaterThan(50);
  });
});
