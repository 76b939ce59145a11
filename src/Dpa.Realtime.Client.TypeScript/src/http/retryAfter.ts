/** The longest wait that a server can ask for. */
const longestMs = 3_600_000;

/**
 * Milliseconds that a `Retry-After` header asks for, as seconds or as a date (RFC 9110, section 10.2.3); 0 for none.
 */
export function retryAfterMs(header: string | null, now: number): number {
  if (!header) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(longestMs, Math.max(0, ms)) : 0;
}
