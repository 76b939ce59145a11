import { beforeEach } from 'vitest';
import type { RealtimeClient } from '../../src/index.js';
import { FakeServer } from './FakeServer.js';

// A live client for each test.

export let server: FakeServer;
export let client: RealtimeClient;

beforeEach(async () => {
  server = new FakeServer();
  client = await server.live();
});

export const settle = (): Promise<void> => server.clock.advance(0);
export const sent = (type: string): readonly object[] => server.socket.sentOf(type);
