import type { LinkEvents } from './Link.js';

/** What the recovery may do to the connection, beside what every link tells. */
export interface Recoverable extends Pick<LinkEvents, 'up' | 'down' | 'frame' | 'book'> {
  dial(): void;
  /** Dials later; not by itself where no time is named. */
  dialIn(ms: number | undefined, reason?: string): void;
  /** No more attempts: the server said no. */
  stop(reason: string): void;
  /** How HTTP stands in, or why it does not. */
  changed(): void;
}

/** The end of an attempt or of a socket. */
export interface Fall {
  /** The close code; 0 where there was no socket to close, -1 where there are no sockets at all, -2 where the server speaks a newer protocol. */
  readonly code: number;
  /** Failed attempts in a row, this one included. */
  readonly failures: number;
  /** The server had greeted. */
  readonly wasUp: boolean;
  /** It had stayed up. */
  readonly stable: boolean;
}
