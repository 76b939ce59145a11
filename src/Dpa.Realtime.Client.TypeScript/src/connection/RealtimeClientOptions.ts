import type { Platform } from '../platform/Platform.js';
import type { BackoffOptions } from './backoff.js';
import type { Logger } from './Logger.js';

/** How the client identifies its user, on the socket, on streams and on polls. */
export type AuthOptions = TokenAuth | TicketAuth;

/** A bearer token, e.g. of OpenID Connect. The client exchanges it for the ticket that a browser's socket needs. */
export interface TokenAuth {
  /**
   * Returns the token; called before each request and each socket, so it may cache. `renew`: the last one was refused
   * or is about to end (a JSON web token's `exp`), so a new one is needed. An error that it throws counts as a failed
   * attempt; a `RealtimeError` with the code `unauthorized` ends the connection.
   */
  readonly token: (renew: boolean) => string | Promise<string>;
  readonly ticket?: never;
  /**
   * How often an open socket's identity is renewed, in milliseconds, 1000 to a day. Default: 30 s before a JSON web
   * token ends.
   */
  readonly renewMs?: number;
}

/** Tickets from the application's own endpoint. */
export interface TicketAuth {
  /** Returns a fresh single-use ticket; called for each socket and each request. Errors: as with `token`. */
  readonly ticket: (renew: boolean) => string | Promise<string>;
  readonly token?: never;
  /** How often an open socket's identity is renewed, in milliseconds, 1000 to a day. Default: never. */
  readonly renewMs?: number;
}

/** How to reach the server, and as which user. */
export interface RealtimeClientOptions {
  /** Whose socket this is; part of the socket's address. Must be the caller's own id. */
  readonly userId: string;
  /** Where the server is, e.g. `https://host/app`. Default: the page's own origin. */
  readonly baseUrl?: string;
  /** The prefix given to `MapDpaWebSocket` on the server. Default: `/api/v1/ws`. */
  readonly socketPrefix?: string;
  /** The prefix given to `MapDpaProgress` on the server. Default: `/api/v1/pipelines`. */
  readonly progressPrefix?: string;
  /** A token, or tickets, for all transports. Default: none, cookies identify the caller. */
  readonly auth?: AuthOptions;
  /**
   * Further headers of the HTTP requests; called before each request. An `authorization` replaces `auth` there.
   * Default: none.
   */
  readonly headers?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /**
   * One connection for all tabs of this user, if the browser has `BroadcastChannel` and Web Locks. Default: false.
   */
  readonly shareTabs?: boolean;
  /** Delays between attempts and how many may fail in a row. */
  readonly backoff?: Partial<BackoffOptions>;
  /** The interval between polls once the socket and the stream were given up, in milliseconds. Default: 2000. */
  readonly pollIntervalMs?: number;
  /**
   * How often the socket is tried again while streaming or polling, and the stream while polling, in milliseconds.
   * Default: 60000; five times that with Save-Data.
   */
  readonly probeIntervalMs?: number;
  /** How long a hidden page stays connected, in milliseconds. Default: 300000. */
  readonly hiddenMs?: number;
  /**
   * Logs a line for each change of the connection, e.g. `console`. Default: none, but warnings of wrong use go to
   * `console`.
   */
  readonly logger?: Logger;
  /** Time, randomness, sockets, HTTP and the page's events. Default: the platform's. */
  readonly platform?: Partial<Platform>;
}
