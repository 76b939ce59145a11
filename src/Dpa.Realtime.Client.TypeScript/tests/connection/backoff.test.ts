import { describe, expect, it } from 'vitest';
import { backoffDelay, defaultBackoff } from '../../src/connection/backoff.js';
import { retryAfterMs } from '../../src/http/retryAfter.js';
import { SeededRandom } from '../fakes/SeededRandom.js';

describe('backoffDelay', () => {
  it('AnyRandom_StaysBetweenNothingAndTheBound', () => {
    const random = new SeededRandom(7);
    for (let failures = 0; failures < 40; failures++) {
      const delay = backoffDelay(failures, random.next(), defaultBackoff);
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThan(Math.min(30_000, 1000 * 2 ** failures));
    }
  });

  it('Jitter_UsesTheWholeRange', () => {
    expect(backoffDelay(3, 0, defaultBackoff)).toBe(0);
    expect(backoffDelay(3, 0.999, defaultBackoff)).toBeCloseTo(7992);
    expect(backoffDelay(10, 0.5, defaultBackoff)).toBe(15_000);
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    [null, 0],
    ['7', 7000],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', 0],
  ])('Header_%s_Is_%i', (header, ms) => expect(retryAfterMs(header, now)).toBe(ms));
});
