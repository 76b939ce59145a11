import type { ConnectionSnapshot, RealtimeClient } from '@dpa/realtime';
import { RealtimeProvider } from '@dpa/realtime/react';
import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useConnected } from '../src/shell/useConnected';

let tell: (snapshot: Pick<ConnectionSnapshot, 'status' | 'reason'>) => void;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it('proxyAnswersForAHostThatIsGone_IsNotConnected_UntilAPollBringsSomething', async () => {
  const client = {
    start: () => undefined,
    onConnection: (listener: (snapshot: ConnectionSnapshot) => void) => {
      tell = (snapshot) => act(() => listener({ reconnects: 0, attempt: 0, ...snapshot }));
      return () => undefined;
    },
  };
  const wrapper = ({ children }: { children: ReactNode }) => (
    <RealtimeProvider client={client as unknown as RealtimeClient}>{children}</RealtimeProvider>
  );
  const { result } = renderHook(useConnected, { wrapper });
  const wait = () => act(() => vi.advanceTimersByTimeAsync(2001));

  tell({ status: 'polling', reason: 'refused_502' });
  await wait();
  expect(result.current).toBe(false);
  tell({ status: 'reconnecting', reason: 'unreachable' }); // falls back, and its first poll finds nobody
  await wait();
  expect(result.current).toBe(false);
  tell({ status: 'polling', reason: 'no_websocket' });
  expect(result.current).toBe(true);
  tell({ status: 'polling', reason: 'unreachable' });
  await wait();
  expect(result.current).toBe(false);
  tell({ status: 'live' });
  expect(result.current).toBe(true);
});
