import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { busyMs, DrawClock } from '../src/cards/drawClock';

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

it('next_VeryManyThatRun_DrawsFiveTimesASecondAtMost', () => {
  const clock = new DrawClock();
  clock.everyMs = busyMs;
  const drawn = frames(clock, 1000);
  expect(drawn).toBeGreaterThanOrEqual(3);
  expect(drawn).toBeLessThanOrEqual(5);
});

it('next_Soon_DrawsAllWithTheVeryNextFrame', () => {
  const clock = new DrawClock();
  clock.everyMs = busyMs;
  frames(clock, 20);
  const drawn: string[] = [];
  clock.next(() => drawn.push('a'));
  clock.next(() => drawn.push('jump'), true);
  vi.advanceTimersToNextFrame();
  expect(drawn).toEqual(['a', 'jump']);
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
