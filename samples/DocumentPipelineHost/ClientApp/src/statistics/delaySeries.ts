import type { DelaySlot } from '../workspace/paintedDelays';
import type { Tone } from './tones';

/** What the chart of delays shows of each slot of time. */
export const delaySeries: readonly {
  readonly name: string;
  readonly tone: Tone;
  readonly of: (slot: DelaySlot) => number;
}[] = [
  { name: 'p50', tone: 'good', of: ({ p50 }) => Math.round(p50) },
  { name: 'p95', tone: 'accent', of: ({ p95 }) => Math.round(p95) },
  { name: 'p99', tone: 'muted', of: ({ p99 }) => Math.round(p99) },
];
