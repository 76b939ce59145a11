import { act, cleanup } from '@testing-library/react';
import { StrictMode, type JSX, type ReactNode } from 'react';
import { afterEach, beforeEach, vi } from 'vitest';
import type { RealtimeClient } from '../../src/index.js';
import { RealtimeProvider } from '../../src/react/index.js';
import { FakeServer } from './FakeServer.js';

// What the tests of hooks share: a live client for each test, in a page that paints on demand.

export let server: FakeServer;
export let client: RealtimeClient;
let frames: ((at: number) => void)[];
let now = 0;

beforeEach(async () => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (callback: (at: number) => void) => frames.push(callback));
  vi.stubGlobal('cancelAnimationFrame', (request: number) => (frames[request - 1] = () => {}));
  server = new FakeServer();
  client = await server.live();
});

afterEach(() => {
  cleanup();
  client.close();
  vi.unstubAllGlobals();
});

export const wrapper = ({ children }: { children: ReactNode }): JSX.Element => (
  <StrictMode>
    <RealtimeProvider client={client}>{children}</RealtimeProvider>
  </StrictMode>
);

/** The browser paints, 16 ms later. */
export async function paint(): Promise<void> {
  await act(async () => {
    await server.clock.advance(16);
    now += 16;
    for (const callback of frames.splice(0)) callback(now);
  });
}

/** Time passes in which the browser paints nothing. */
export function pass(milliseconds: number): void {
  now += milliseconds;
}
