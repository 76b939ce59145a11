// @vitest-environment jsdom
import { renderHook } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { PipelineState } from '../../src/index.js';
import { useSmoothPercent } from '../../src/react/index.js';
import { fullState } from '../fakes/frames.js';
import { paint, pass } from '../fakes/reactPage.js';

describe('useSmoothPercent', () => {
  const smooth = (
    percent: number,
    attempt = 1,
  ): ReturnType<typeof renderHook<number, { percent: number; attempt: number }>> =>
    renderHook((props) => useSmoothPercent(props.percent, props.attempt), { initialProps: { percent, attempt } });

  it('NewValue_IsReachedByGliding', async () => {
    const { result, rerender } = smooth(10);
    rerender({ percent: 60, attempt: 1 });
    const seen = [result.current];
    while (result.current < 60 && seen.length < 200) {
      await paint();
      seen.push(result.current);
    }
    expect(seen[0]).toBe(55);
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.length * 16).toBeLessThan(300);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(result.current).toBe(60);
  });

  it('AnyValue_AtAnyTime_IsAtMostFivePointsAwayAndShownIn300Ms', async () => {
    const { result, rerender } = smooth(0);
    const told: number[] = [];
    for (let frame = 0, percent = 0; frame < 200; frame++) {
      percent = Math.min(100, percent + (frame % 40 === 0 ? 20 : 0.01));
      rerender({ percent, attempt: 1 });
      expect(percent - result.current).toBeLessThanOrEqual(5.001);
      await paint();
      told.push(percent);
      expect(result.current).toBeGreaterThanOrEqual(told.at(-20) ?? 0);
    }
  });

  it('ValueThatChangesWithEveryFrame_IsFollowed', async () => {
    const { result, rerender } = smooth(0);
    for (let percent = 1; percent <= 60; percent++) {
      rerender({ percent, attempt: 1 });
      await paint();
    }
    expect(result.current).toBeGreaterThan(45);
  });

  it.each([1, 5, 20, 100, 300])('UpdatesEvery_%i_Ms_AreShownWithinFivePointsAnd300Ms', async (everyMs) => {
    const { result, rerender } = smooth(0);
    const told: { readonly at: number; readonly percent: number }[] = [];
    // 100 points in 6 s, painted every 16 ms.
    for (let ms = 0, next = 0, percent = 0; ms < 6_000; ms += 16) {
      for (; next <= ms; next += everyMs) {
        percent = Math.min(100, (next / 6_000) * 100);
        rerender({ percent, attempt: 1 });
      }
      await paint();
      told.push({ at: ms, percent });
      expect(percent - result.current).toBeLessThanOrEqual(5.001);
      const then = told.filter(({ at }) => at <= ms - 300).at(-1)?.percent ?? 0;
      expect(result.current).toBeGreaterThanOrEqual(then);
    }
  });

  it('AnotherPipelineOrAnotherRunOfTheSameId_BeginsAtItsOwnValue', async () => {
    const run = (fields: Record<string, unknown>): PipelineState => fullState(fields) as unknown as PipelineState;
    const first = run({ overall_progress: 80 });
    const { result, rerender } = renderHook(({ of }: { of: PipelineState }) => useSmoothPercent(of), {
      initialProps: { of: first },
    });
    rerender({ of: run({ overall_progress: 10, epoch: 'e2', created_at: '2026-02-01T00:00:00Z' }) });
    expect(result.current).toBe(10);
    rerender({ of: run({ overall_progress: 3, pipeline_id: 'p2' }) });
    expect(result.current).toBe(3);
  });

  it('UnknownValue_StaysUnknownAndTheFirstOneIsShownAsItIs', async () => {
    const { result, rerender } = renderHook(
      (props: { percent: number | undefined }) => useSmoothPercent(props.percent),
      {
        initialProps: { percent: undefined as number | undefined },
      },
    );
    await paint();
    expect(result.current).toBeUndefined();
    rerender({ percent: 40 });
    expect(result.current).toBe(40);
  });

  it('ValueAfterAWhileOfNone_IsReachedByGliding', async () => {
    const { result, rerender } = renderHook(
      (props: { percent: number | undefined }) => useSmoothPercent(props.percent),
      {
        initialProps: { percent: 10 as number | undefined },
      },
    );
    rerender({ percent: 90 });
    for (let frame = 0; frame < 2; frame++) await paint();
    rerender({ percent: undefined });
    pass(10_000);
    rerender({ percent: 90 });
    for (let frame = 0; frame < 2; frame++) await paint();
    expect(result.current).toBeLessThan(90);
  });

  it('LowerValue_OfTheSameAttempt_IsHeldBack', async () => {
    const { result, rerender } = smooth(50);
    rerender({ percent: 20, attempt: 1 });
    for (let frame = 0; frame < 5; frame++) await paint();
    expect(result.current).toBe(50);
  });

  it('NewAttempt_BeginsWhereItSays', async () => {
    const { result, rerender } = smooth(50);
    rerender({ percent: 5, attempt: 2 });
    expect(result.current).toBe(5);
    for (let frame = 0; frame < 3; frame++) await paint();
    expect(result.current).toBe(5);
  });

  it('ReducedMotion_GetsEachValueAtOnce', async () => {
    vi.stubGlobal('matchMedia', () => ({ matches: true }));
    const { result, rerender } = smooth(10);
    rerender({ percent: 60, attempt: 1 });
    await paint();
    expect(result.current).toBe(60);
  });
});
