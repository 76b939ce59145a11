/** What the client does about the end of a socket. */
export type CloseRule =
  /** Comes back after a delay that grows; HTTP stands in after several failures. */
  | 'retry'
  /** Asks for a new token once, then gives up. */
  | 'renew'
  /** Over HTTP at once, the socket not by itself. */
  | 'polls'
  | 'streams'
  /** The server said no. */
  | 'stop';

/** Ends that have no close code of their own. */
export const closeCodes = {
  /** There was no socket to close: no ticket, or the address is none. */
  notDialled: 0,
  /** The platform has no sockets at all. */
  noWebSocket: -1,
  /** The server speaks a newer protocol. */
  newerProtocol: -2,
  /** The application, or the server, says that nobody is signed in. */
  refusedToken: -3,
  /** The line was cut, or the upgrade was refused. */
  cut: 1006,
  /** Nothing was heard for two heartbeats. */
  silent: 4000,
  /** From here on the server says no. */
  firstRefusal: 4400,
  unauthorized: 4401,
  forbidden: 4403,
  tooManyConnections: 4409,
} as const;

/** The close codes (docs/protocol.md#close-codes): what is done, and the reason that is shown. */
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
