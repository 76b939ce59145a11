import type { ConnectionSnapshot } from './ConnectionSnapshot.js';

/** Where the client logs; `console` is one. No token, ticket, header or query string is ever logged. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Logs each change of the status that matters to an operator. */
export function logConnection(logger: Logger, before: ConnectionSnapshot, after: ConnectionSnapshot): void {
  const { status, reason = 'unknown', attempt } = after;
  if (status === before.status) {
    if (attempt > before.attempt) logger.debug(`Attempt ${attempt} to connect failed: ${reason}.`);
  } else if (status === 'live' || status === 'streaming') logger.info(`Connected (${status}).`);
  else if (status === 'polling') logger.warn(`No WebSocket (${reason}): polling; it is tried again now and then.`);
  else if (status === 'closed' && after.reason) logger.error(`The server refuses this client: ${reason}.`);
  else if (status === 'reconnecting' && before.status !== 'connecting') logger.info(`Connection lost: ${reason}.`);
}
