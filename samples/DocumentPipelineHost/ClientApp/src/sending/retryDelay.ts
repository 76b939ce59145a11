import type { Problem } from '../api/problem';

/** The first wait and the longest one, in milliseconds. */
const first = 1000;
const longest = 30_000;

/** What another try may mend: no answer came, the host is busy or restarting. */
export function isTransient({ status }: Problem): boolean {
  return status === 0 || status === 423 || status === 429 || status === 502 || status === 503 || status === 504;
}

/** How long to wait before the next try, in milliseconds, after so many failures in a row (from 1). */
export const retryDelay = (failures: number): number => Math.min(longest, first * 2 ** (failures - 1));
