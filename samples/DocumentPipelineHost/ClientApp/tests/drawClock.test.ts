import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DrawClock } from '../src/cards/drawClock';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

/** Asks for a drawing each millisecond, and counts the frames in which something was drawn. */
function frames(clock: DrawClock, ms: number): number {
  const at = new Set<number>();
  for (let passed = 0; passed < ms; passed++) {
    clock.next(() => at.add(Date.now()));
    vi.advanceTimersByTime(1);
  }
  return at.size;
}

it('next_FewDocuments_DrawsWithEachFrame', () => {
  expect(frames(new DrawClock(), 1000)).toBeGreaterThan(55);
});

it('next_VeryManyDocuments_DrawsTenTimesASecondAtMost', () => {
  const clock = new DrawClock();
  clock.crowded = true;
  const drawn = frames(clock, 1000);
  expect(drawn).toBeGreaterThan(6);
  expect(drawn).toBeLessThanOrEqual(11);
});

it('next_SeveralCards_AreDrawnInOneFrame', () => {
  const clock = new DrawClock();
  const drawn: string[] = [];
  clock.next(() => drawn.push('a'));
  clock.next(() => drawn.push('b'));
  const takeBack = clock.next(() => drawn.push('c'));
  takeBack();
  vi.advanceTimersToNextFrame();
  expect(drawn).toEqual(['a', 'b']);
});
