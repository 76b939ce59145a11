import type { Logger } from '../connection/Logger.js';
import type { Platform } from '../platform/Platform.js';

/** A client that is watched with and was not started after so many milliseconds was probably forgotten. */
const forgottenMs = 2_000;

/** Logs a warning after a while, unless it is cancelled. */
export function warnLater(
  { delay }: Pick<Platform, 'delay'>,
  { logger = console }: { readonly logger?: Logger },
): () => void {
  return delay(
    () => logger.warn('A pipeline is watched, but the client was not started: call client.start().'),
    forgottenMs,
  );
}
