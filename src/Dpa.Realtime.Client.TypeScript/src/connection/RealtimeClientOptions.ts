import type { BackoffOptions } from './backoff.js';
import type { Platform } from './Platform.js';

/** How to reach the server, and as whom. */
export interface RealtimeClientOptions {
  /** Whose socket this is; part of the socket's address. Must be the caller's own id. */
  readonly userId: string;
  /** Where the server is, e.g. `https://host/app`. Default: the page's own origin. */
  readonly baseUrl?: string;
  /**
   * Gives a fresh single-use ticket for each attempt (`POST /api/v1/ws/ticket`), and for each HTTP request where `headers` brings no `authorization`. What it
   * throws counts as a failed attempt, a `RealtimeError` with the code `unauthorized` ends the connection. Default: none, cookies identify the caller.
   */
  readonly ticket?: () => Promise<string>;
  /** Headers of the HTTP requests, asked for before each of them, e.g. a bearer token. Default: none. */
  readonly headers?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** One connection for all tabs of this user that ask for it, where the browser has `BroadcastChannel` and Web Locks. Default: false. */
  readonly shareTabs?: boolean;
  /** Delays between attempts and how many may fail in a row. */
  readonly backoff?: Partial<BackoffOptions>;
  /** How often is polled once the socket and the stream were given up, in milliseconds. Default: 2000. */
  readonly pollIntervalMs?: number;
  /** How often the socket is tried again while streaming or polling, and the stream while polling, in milliseconds. Default: 60000; five times that with Save-Data. */
  readonly probeIntervalMs?: number;
  /** How long a hidden page stays connected, in milliseconds. Default: 300000. */
  readonly hiddenMs?: number;
  /** Time, randomness, sockets, HTTP and the page's events. Default: the platform's. */
  readonly platform?: Partial<Platform>;
}
