import type { Statistics } from '../api/types';

/** How much less the live updates cost than asking would have; undefined where they did not cost less. */
export function savedPercent(traffic: Statistics['traffic']): number | undefined {
  const live = traffic.websocket_bytes + traffic.sse_bytes;
  const { would_be_bytes: wouldBe } = traffic;
  return wouldBe > live && live > 0 ? Math.floor(100 - (100 * live) / wouldBe) : undefined;
}
