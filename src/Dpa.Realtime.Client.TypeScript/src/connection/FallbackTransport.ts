import type { ConnectionStatus } from './ConnectionSnapshot.js';

/** What stands in for the socket: polling, or another way to bring states over HTTP. */
export interface FallbackTransport {
  readonly status: Extract<ConnectionStatus, 'streaming' | 'polling'>;
  start(): void;
  /** Starts nothing new; an answer under way is still taken, so that there is no gap. */
  stop(): void;
}
