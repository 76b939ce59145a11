import { beforeEach, expect, it, vi } from 'vitest';
import { FakeServer } from '../fakes/FakeServer.js';

let fails = 0;
vi.mock('../../src/lateParts.js', async (original) => {
  const parts = await original<typeof import('../../src/lateParts.js')>();
  const recoveryPart: typeof parts.recoveryPart = () =>
    fails-- > 0 ? Promise.reject(new TypeError('network error')) : parts.recoveryPart();
  return { ...parts, recoveryPart };
});

let server: FakeServer;
beforeEach(() => {
  server = new FakeServer();
});

it('StandInThatCannotBeLoaded_IsAskedForAgain_WhereNothingElseWouldBeTried', async () => {
  fails = 3; // as the socket comes up, and as it ends
  const client = await server.live();
  client.watch('p1', () => {});
  server.socket.drop(4409);
  await server.clock.advance(0);
  expect(client.connection.status).toBe('reconnecting');
  await server.clock.advance(20_000);
  expect(client.connection).toMatchObject({ status: 'polling', reason: 'too_many_connections' });
  client.close();
});
