/** Delays between attempts to connect: exponential with full jitter. */
export interface BackoffOptions {
  /** Upper bound of the first delay, in milliseconds. Default: 1000. */
  readonly baseMs: number;
  /** Upper bound of every delay, in milliseconds. Default: 30000. */
  readonly capMs: number;
  /** Failed attempts in a row before the client falls back to HTTP. Default: 5. */
  readonly attempts: number;
  /** A connection that stayed up this long forgets earlier failures, in milliseconds. Default: 10000. */
  readonly stableMs: number;
}

/** A server that names its own time is followed for so long, in milliseconds. */
const longestMs = 3_600_000;

/** The protocol's values (docs/protocol.md#what-a-client-library-does). */
export const defaultBackoff: BackoffOptions = { baseMs: 1000, capMs: 30_000, attempts: 5, stableMs: 10_000 };

/**
 * The delay before the next attempt, in milliseconds: anywhere between nothing and a bound that doubles with each
 * failure, so that clients dropped together do not come back together.
 * @param failures Failed attempts in a row so far, 0 after a connection that was stable.
 * @param random A number in [0, 1).
 */
export function backoffDelay(failures: number, random: number, { baseMs, capMs }: BackoffOptions): number {
  return random * Math.min(capMs, baseMs * 2 ** failures);
}

/**
 * The delay where the server named it (`reconnect`), in milliseconds. One whose connection it sends away as soon as it
 * came waits at least for the first delay of a backoff, so that a server that does so time and again is not asked in a
 * tight loop.
 */
export function plannedDelay(afterMs: unknown, stable: boolean, random: number, options: BackoffOptions): number {
  return Math.max(Math.min(longestMs, Number(afterMs) || 0), stable ? 0 : backoffDelay(0, random, options));
}
