import type { ConnectionSnapshot } from '@dpa/realtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isHostMissing, lookEveryMs, watchForHost } from '../src/shell/watchForHost';

let tell: (snapshot: Partial<ConnectionSnapshot>) => void;
const client = {
  connection: { status: 'live', reconnects: 0, attempt: 0 } as ConnectionSnapshot,
  onConnection: (listener: (snapshot: ConnectionSnapshot) => void) => {
    tell = (snapshot) => listener({ reconnects: 0, attempt: 0, status: 'live', ...snapshot });
    return () => undefined;
  },
};
let online: number;
const hear = () => online++;

beforeEach(() => {
  vi.useFakeTimers();
  online = 0;
  addEventListener('online', hear);
});
afterEach(() => {
  vi.useRealTimers();
  removeEventListener('online', hear);
});

describe('watchForHost', () => {
  it('HostBack_IsLookedForOnceASecond_SoThatThePageIsBackWithinTwo', async () => {
    const ask = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('nobody'));
    const end = watchForHost(client);
    tell({ status: 'reconnecting' });
    await vi.advanceTimersByTimeAsync(4000);
    expect(ask).toHaveBeenCalledTimes(4);
    end();
  });

  it('HostBack_IsFoundWithTheNextLook_AndTheOthersAreWoken', async () => {
    const ask = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('nobody'));
    const end = watchForHost(client);
    tell({ status: 'reconnecting' });
    await vi.advanceTimersByTimeAsync(5 * lookEveryMs);
    expect(ask).toHaveBeenCalledTimes(5);
    expect(online).toBe(0);
    expect(isHostMissing()).toBe(true);
    ask.mockResolvedValue(new Response('Healthy'));
    await vi.advanceTimersByTimeAsync(lookEveryMs);
    expect(online).toBe(1);
    end();
  });

  it('HostThatIsThere_WithoutSockets_IsLeftToTheClient', async () => {
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('Healthy'));
    const end = watchForHost(client);
    tell({ status: 'reconnecting' });
    await vi.advanceTimersByTimeAsync(10 * lookEveryMs);
    expect(online).toBe(0);
    expect(isHostMissing()).toBe(false);
    end();
  });

  it('ProxyThatAnswersForAHostThatIsGone_IsNoHost', async () => {
    const ask = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('', { status: 502 }));
    const end = watchForHost(client);
    tell({ status: 'polling', reason: 'refused_502' });
    await vi.advanceTimersByTimeAsync(2 * lookEveryMs);
    expect(isHostMissing()).toBe(true);
    ask.mockResolvedValue(new Response('Healthy'));
    await vi.advanceTimersByTimeAsync(lookEveryMs);
    expect(online).toBe(1);
    end();
  });

  it('FallBackToPolling_OfAHostThatIsGone_IsLookedForUntilAPollIsAnswered', async () => {
    const ask = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('nobody'));
    const end = watchForHost(client);
    tell({ status: 'reconnecting' });
    await vi.advanceTimersByTimeAsync(lookEveryMs);
    tell({ status: 'reconnecting', reason: 'unreachable' }); // its first poll has found nobody
    await vi.advanceTimersByTimeAsync(lookEveryMs);
    expect(ask).toHaveBeenCalledTimes(2);
    expect(isHostMissing()).toBe(true);
    tell({ status: 'polling', reason: 'no_websocket' });
    await vi.advanceTimersByTimeAsync(5 * lookEveryMs);
    expect(ask).toHaveBeenCalledTimes(2);
    expect(isHostMissing()).toBe(false);
    end();
  });

  it('LiveOrClosed_IsNotLookedFor', async () => {
    const ask = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('Healthy'));
    const end = watchForHost(client);
    for (const status of ['live', 'streaming', 'closed'] as const) {
      tell({ status: 'reconnecting' });
      tell({ status });
      await vi.advanceTimersByTimeAsync(3 * lookEveryMs);
    }
    expect(ask).not.toHaveBeenCalled();
    end();
  });
});
