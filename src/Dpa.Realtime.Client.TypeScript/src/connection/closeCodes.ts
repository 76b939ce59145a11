/** How the client reacts to the end of a socket. */
export type CloseRule =
  /** Reconnects after a delay that grows; HTTP takes over after several failures. */
  | 'retry'
  /** Requests a new token once, then gives up. */
  | 'renew'
  /** Uses HTTP at once; does not open the socket again by itself. */
  | 'polls'
  | 'streams'
  /** The server refused for good. */
  | 'stop';

/** Ends that have no close code of their own. */
export const closeCodes = {
  /** There was no socket to close: no ticket, or an invalid address. */
  notDialled: 0,
  /** The platform has no sockets at all. */
  noWebSocket: -1,
  /** The server speaks a newer protocol. */
  newerProtocol: -2,
  /** The application, or the server, reports that a sign-in is required. */
  refusedToken: -3,
  /** The connection was cut, or the upgrade was refused. */
  cut: 1006,
  /** Nothing was received for two heartbeats. */
  silent: 4000,
  /** This code and all above it are refusals by the server. */
  firstRefusal: 4400,
  unauthorized: 4401,
  forbidden: 4403,
  tooManyConnections: 4409,
} as const;

/** The close codes (docs/protocol.md#close-codes): the reaction, and the reason that is shown. */
export function ruleOf(code: number): { readonly rule: CloseRule; readonly reason: string } {
  if (code === closeCodes.noWebSocket) return { rule: 'streams', reason: 'no_websocket' };
  if (code === closeCodes.newerProtocol) return { rule: 'stop', reason: 'unsupported_protocol' };
  if (code === closeCodes.refusedToken) return { rule: 'stop', reason: 'unauthorized' };
  if (code === closeCodes.unauthorized) return { rule: 'renew', reason: 'unauthorized' };
  if (code === closeCodes.tooManyConnections) return { rule: 'polls', reason: 'too_many_connections' };
  if (code === closeCodes.forbidden) return { rule: 'stop', reason: 'forbidden' };
  if (code >= closeCodes.firstRefusal && code < 5000) return { rule: 'stop', reason: `refused_${code}` };
  return { rule: 'retry', reason: `closed_${code}` };
}
