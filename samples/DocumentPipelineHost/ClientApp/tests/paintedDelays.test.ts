import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { delaySlots, forgetDelays, painted, paintedDelays } from '../src/workspace/paintedDelays';

const start = Date.parse('2026-01-01T00:00:00Z');

/** A change is painted at that time, so long after the host took it. */
function paint(at: number, ms: number): void {
  vi.setSystemTime(start + at);
  painted(new Date(start + at - ms).toISOString());
}

describe('paintedDelays', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    forgetDelays();
  });
  afterEach(() => void vi.useRealTimers());

  it('delaySlots_OfThreeTimes_AreTheFiguresOfEach', () => {
    for (const ms of [10, 30, 20]) paint(ms, ms);
    paint(5000, 40);
    paint(15_000, 50);

    expect(delaySlots()).toEqual([
      { at: start, count: 3, p50: 20, p95: 30, p99: 30 },
      { at: start + 5000, count: 1, p50: 40, p95: 40, p99: 40 },
      { at: start + 15_000, count: 1, p50: 50, p95: 50, p99: 50 },
    ]);
    expect(paintedDelays()).toEqual({ count: 5, p50: 30, p95: 50, p99: 50 });
  });

  it('delaySlots_ClockBehindTheServers_AreSetRightAlsoWhereTheyAreOver', () => {
    paint(0, 10);
    paint(5000, -90);

    expect(delaySlots().map(({ p50 }) => p50)).toEqual([100, 0]);
  });

  it('delaySlots_MoreChangesThanTheNewestThatAreKept_LoseNone', () => {
    for (let at = 0; at < 10_000; at += 4) paint(at, 20);

    expect(delaySlots().map(({ count }) => count)).toEqual([1250, 1250]);
  });

  it('delaySlots_OfHours_AreThoseOfTheLastQuarter', () => {
    for (let at = 0; at < 3_600_000; at += 5000) paint(at, 20);

    expect(delaySlots().length).toBeLessThanOrEqual(181);
  });

  it('forgetDelays_OfAUser_LeavesTheNextOneNone', () => {
    paint(0, 10);
    forgetDelays();

    expect([paintedDelays(), delaySlots()]).toEqual([undefined, []]);
  });
});
