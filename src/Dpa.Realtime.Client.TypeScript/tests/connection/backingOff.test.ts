import { beforeEach, describe, expect, it } from 'vitest';
import { backoffDelay, defaultBackoff } from '../../src/connection/backoff.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { SeededRandom } from '../fakes/SeededRandom.js';

let server: FakeServer;
let at: number[];

beforeEach(() => {
  server = new FakeServer();
  at = [];
  server.onSocket = () => at.push(server.clock.now());
});

const gaps = (): number[] => at.slice(1).map((time, index) => time - (at[index] ?? 0));

describe('backoff by numbers', () => {
  it('Delays_AreUniformBetweenNothingAndTheirBound', () => {
    const random = new SeededRandom(7);
    for (let failures = 0; failures < 8; failures++) {
      const bound = Math.min(30_000, 1000 * 2 ** failures);
      const draws = Array.from({ length: 10_000 }, () =>
        backoffDelay(failures, random.below(1_000_000) / 1_000_000, defaultBackoff),
      );
      expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...draws)).toBeLessThan(bound);
      const tenths = Array.from({ length: 10 }, () => 0);
      for (const draw of draws) tenths[Math.floor((10 * draw) / bound)]! += 1;
      // 1,000 are expected in each; five standard deviations are 150.
      for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
    }
  });

  it('FiveFailures_ThenHttp_ThenAProbeAMinute', async () => {
    server.accepts = false;
    server.random = 0.999;
    const client = server.client();
    client.start();
    await server.clock.advance(31_000);
    expect(at).toHaveLength(5);
    expect(gaps().map(Math.round)).toEqual([1998, 3996, 7992, 15984]);
    expect(client.connection).toMatchObject({ status: 'polling', attempt: 5 });
    await server.clock.advance(240_000);
    expect(gaps().slice(4)).toEqual([60_000, 60_000, 60_000, 60_000]);
  });

  it('Cap_IsHalfAMinute', async () => {
    server.accepts = false;
    server.random = 0.999999;
    server.client({ backoff: { attempts: 20 } }).start();
    await server.clock.advance(300_000);
    expect(Math.max(...gaps())).toBeLessThanOrEqual(30_000);
    expect(gaps().slice(5).every((gap) => gap > 29_000)).toBe(true);
  });

  it('TenSecondsUp_ResetTheCount_LessDoesNot', async () => {
    server.random = 0;
    const client = await server.live();
    for (let failure = 1; failure <= 3; failure++) {
      await server.clock.advance(9_999);
      server.socket.drop();
      expect(client.connection.attempt).toBe(failure);
      await server.clock.advance(0);
      server.socket.greet();
    }
    await server.clock.advance(10_000);
    server.socket.drop();
    expect(client.connection.attempt).toBe(0);
  });

  it('Reconnect_CountsNothingHoweverOften', async () => {
    const client = await server.live();
    for (let drain = 0; drain < 8; drain++) {
      server.socket.push({ type: 'reconnect', after_ms: 1500 });
      server.socket.drop(1012);
      await server.clock.advance(1500);
      server.socket.greet();
    }
    expect(client.connection).toMatchObject({ status: 'live', reconnects: 8, attempt: 0 });
    expect(gaps()).toEqual(Array.from({ length: 8 }, () => 1500));
  });

  it('RetryAfter_OfARefusal_WinsOverTheBackoff', async () => {
    server.accepts = false;
    server.why = () => Response.json({ code: 'draining' }, { status: 503, headers: { 'retry-after': '20' } });
    const client = server.client();
    client.start();
    await server.clock.advance(19_999);
    expect(at).toHaveLength(1);
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'refused_503' });
    await server.clock.advance(1);
    expect(at).toHaveLength(2);
  });

  it('ServerThatDropsEachSocketAtOnce_IsNotHammered', async () => {
    server.random = 0.5;
    server.onSocket = (socket) => {
      at.push(server.clock.now());
      queueMicrotask(() => {
        socket.greet();
        socket.drop(1011);
      });
    };
    server.client().start();
    await server.clock.advance(60_000);
    expect(at.length).toBeLessThanOrEqual(7);
  });
});
