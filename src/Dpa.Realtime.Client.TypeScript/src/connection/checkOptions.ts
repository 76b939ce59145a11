import type { RealtimeClientOptions } from './RealtimeClientOptions.js';

/** The longest time of any option: a day, in milliseconds. */
const longestMs = 86_400_000;

/** Throws a `TypeError` for invalid options. `start` checks the address: a server has no page. */
export function checkOptions(options: RealtimeClientOptions): void {
  const { userId, auth, backoff = {} } = options;
  if (typeof userId !== 'string' || !/^[^\p{Cc}]{1,256}$/u.test(userId)) {
    throw new TypeError('userId is the caller\'s own id, 1 to 256 characters');
  }
  if (auth && typeof (auth.token ?? auth.ticket) !== 'function') {
    throw new TypeError('auth has a function: { token: () => … } or { ticket: () => … }');
  }
  const { renewMs } = auth ?? {};
  if (renewMs !== undefined && !(renewMs >= 1_000 && renewMs <= longestMs)) {
    throw new TypeError(`auth.renewMs is from 1000 to a day (ms), not ${renewMs}`);
  }
  const { pollIntervalMs, probeIntervalMs, hiddenMs } = options;
  for (const [name, ms] of Object.entries({ pollIntervalMs, probeIntervalMs, hiddenMs, ...backoff })) {
    const isTime = ms === undefined || (ms >= 0 && ms <= longestMs);
    if (!isTime) throw new TypeError(`${name} is from 0 to a day (ms), not ${ms}`);
  }
}
