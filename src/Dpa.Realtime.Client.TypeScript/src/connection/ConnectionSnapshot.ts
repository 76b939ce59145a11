/**
 * `connecting` is also the status before `start`: nothing is known yet. `live` is the WebSocket, `streaming`
 * server-sent events, `polling` HTTP every two seconds. A user interface can show it as a dot: green for live, amber
 * for streaming and reconnecting, red for polling and closed.
 */
export type ConnectionStatus = 'connecting' | 'live' | 'streaming' | 'polling' | 'reconnecting' | 'closed';

/** How the client is connected at the moment. Never changed: a newer one is a new object. */
export interface ConnectionSnapshot {
  readonly status: ConnectionStatus;
  /**
   * Why it is not `live`: a code for programs, e.g. `too_many_connections`, `forbidden`, `forbidden_origin` (the server
   * does not allow this page's origin), `unauthorized`, `heartbeat_missed`.
   */
  readonly reason?: string;
  /** Round trip of the last ping, in milliseconds. */
  readonly latencyMs?: number;
  /** How often the socket reconnected. */
  readonly reconnects: number;
  /** Failed attempts in a row; 0 while live. */
  readonly attempt: number;
  /** When the next attempt to connect begins, in milliseconds since 1970; absent if none is planned. */
  readonly retryAt?: number;
  /** Another tab of the browser holds the connection (`shareTabs`). */
  readonly shared?: true;
}
