import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultPlatform } from '../../src/platform/Platform.js';
import { FakeServer } from '../fakes/FakeServer.js';

afterEach(() => void vi.restoreAllMocks());

describe("a system's clock that is set back", () => {
  it('Intervals_GoOn', () => {
    const { now, date } = defaultPlatform();
    const before = now();
    vi.spyOn(Date, 'now').mockReturnValue(0);
    expect(now()).toBeGreaterThanOrEqual(before);
    expect(Number.isInteger(now())).toBe(true);
    expect(date()).toBe(0);
  });

  it('RetryAt_IsTheSystemsTime', async () => {
    const server = new FakeServer();
    server.clock.skew = -3_600_000;
    const client = await server.live();
    server.socket.drop(1012);
    const { retryAt = 0 } = client.connection;
    expect(retryAt - server.clock.date()).toBeGreaterThanOrEqual(0);
    expect(retryAt - server.clock.date()).toBeLessThan(60_000);
  });
});
