// @vitest-environment jsdom
import { act, cleanup, render, renderHook, screen } from '@testing-library/react';
import { Activity, Profiler, StrictMode, type JSX, type ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PipelineState, RealtimeClient } from '../../src/index.js';
import {
  PipelineProgress,
  RealtimeProvider,
  useConnection,
  useControl,
  useMyPipelines,
  usePipeline,
  usePresence,
  useSmoothPercent,
} from '../../src/react/index.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { fullState, stageUpdate, transition } from '../fakes/frames.js';

let server: FakeServer;
let client: RealtimeClient;
let frames: ((at: number) => void)[];
let now = 0;

beforeEach(async () => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (callback: (at: number) => void) => frames.push(callback));
  vi.stubGlobal('cancelAnimationFrame', (request: number) => (frames[request - 1] = () => {}));
  server = new FakeServer();
  client = await server.live();
});

afterEach(() => {
  cleanup();
  client.close();
  vi.unstubAllGlobals();
});

const wrapper = ({ children }: { children: ReactNode }): JSX.Element => (
  <StrictMode>
    <RealtimeProvider client={client}>{children}</RealtimeProvider>
  </StrictMode>
);

/** The browser paints, 16 ms later. */
async function paint(): Promise<void> {
  await act(async () => {
    await server.clock.advance(16);
    now += 16;
    for (const callback of frames.splice(0)) callback(now);
  });
}

describe('usePipeline', () => {
  it('States_RenderAtMostOnceAFrameWithTheNewest', async () => {
    const rendered: (number | undefined)[] = [];
    renderHook(() => rendered.push(usePipeline('p1').state?.version), { wrapper });
    await paint();
    rendered.length = 0;
    server.socket.push(fullState({ version: 1 }));
    for (let version = 2; version <= 20; version++) server.socket.push(stageUpdate({ version }));
    await paint();
    await paint();
    expect(new Set(rendered)).toEqual(new Set([20]));
  });

  it('ManyPipelines_AreDrawnTogetherOnceAFrame', async () => {
    let commits = 0;
    const Bar = ({ id }: { id: string }): JSX.Element => <i>{usePipeline(id).state?.version}</i>;
    const ids = Array.from({ length: 50 }, (_, index) => `p${index}`);
    render(
      <Profiler id="page" onRender={() => commits++}>
        {ids.map((id) => (
          <Bar key={id} id={id} />
        ))}
      </Profiler>,
      { wrapper },
    );
    await paint();
    commits = 0;
    for (let version = 1; version < 5; version++)
      for (const id of ids) server.socket.push(fullState({ pipeline_id: id, version }));
    await paint();
    expect(commits).toBe(1);
    expect(client.getState('p49')).toMatchObject({ version: 4 });
  });

  it('StrictMode_SubscribesOnce', async () => {
    renderHook(() => usePipeline('p1'), { wrapper });
    await paint();
    expect(server.socket.sentOf('subscribe_pipeline')).toHaveLength(1);
    expect(server.socket.sentOf('unsubscribe_pipeline')).toHaveLength(0);
  });

  it('Unmount_Unsubscribes', async () => {
    const { unmount } = renderHook(() => usePipeline('p1'), { wrapper });
    await paint();
    unmount();
    await paint();
    expect(server.socket.sentOf('unsubscribe_pipeline')).toHaveLength(1);
  });

  it('AnotherId_ShowsNothingOfTheOld', async () => {
    const idOf = ({ id }: { id: string | undefined }): string | undefined => usePipeline(id).state?.pipeline_id;
    const { result, rerender } = renderHook(idOf, {
      wrapper,
      initialProps: { id: 'p1' as string | undefined },
    });
    await paint();
    server.socket.push(fullState());
    await paint();
    expect(result.current).toBe('p1');
    rerender({ id: 'p2' });
    expect(result.current).toBeUndefined();
    rerender({ id: undefined });
    expect(result.current).toBeUndefined();
  });

  it('Transition_CallsTheNewestCallbackOnce', async () => {
    const first = vi.fn();
    const second = vi.fn();
    const { rerender } = renderHook(({ onTransition }) => usePipeline('p1', { onTransition }), {
      wrapper,
      initialProps: { onTransition: first },
    });
    rerender({ onTransition: second });
    await paint();
    server.socket.push(fullState());
    server.socket.push(fullState({ version: 2, transition: 1, transitions: [transition(1)] }));
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledOnce();
    expect(server.socket.sentOf('subscribe_pipeline')).toHaveLength(1);
  });

  it('WithoutAProvider_SaysWhatIsMissing', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(() => renderHook(() => usePipeline('p1'))).toThrow(/RealtimeProvider/);
  });
});

describe('useControl', () => {
  it('Ask_IsPendingUntilItsAnswer_AndARefusalIsShown', async () => {
    const { result } = renderHook(() => useControl('p1'), { wrapper });
    act(() => void result.current.ask('cancel', 'too long'));
    await paint();
    expect(result.current.pending).toBe('cancel');
    const [sent] = server.socket.sentOf('control');
    expect(sent).toMatchObject({ pipeline_id: 'p1', action: 'cancel', reason: 'too long' });
    server.socket.push({ type: 'error', code: 'not_controllable', message: 'No.', request_id: sent?.['request_id'] });
    await paint();
    expect(result.current.pending).toBeUndefined();
    expect(result.current.error).toMatchObject({ code: 'not_controllable' });
  });

  it('Answer_IsPendingUntilItIsAccepted_AndALaterOneIsTold', async () => {
    const { result } = renderHook(() => useControl('p1'), { wrapper });
    act(() => void result.current.answer('duplicate', 'yes'));
    await paint();
    expect(result.current.pending).toBe('answer');
    const [sent] = server.socket.sentOf('control');
    expect(sent).toMatchObject({ pipeline_id: 'p1', action: 'answer', question_id: 'duplicate', answer: 'yes' });
    server.socket.push({ type: 'error', code: 'already_answered', message: '', request_id: sent?.['request_id'] });
    await paint();
    expect(result.current).toMatchObject({ pending: undefined, error: { code: 'already_answered' } });
  });

  it('Unmount_WhileAsking_SetsNothing', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { result, unmount } = renderHook(() => useControl('p1'), { wrapper });
    act(() => void result.current.ask('cancel'));
    await paint();
    unmount();
    await paint();
    expect(error).not.toHaveBeenCalled();
    error.mockRestore();
  });
});

describe('Activity', () => {
  it('PipelineThatIsGone_WhenShownAgain_IsNotShownAsItWas', async () => {
    const Card = (): JSX.Element => {
      const { state, presence } = usePipeline('p1');
      return <p>{`${presence} ${String(state?.version)}`}</p>;
    };
    const page = (mode: 'visible' | 'hidden'): JSX.Element => (
      <Activity mode={mode}>
        <Card />
      </Activity>
    );
    const { rerender } = render(page('visible'), { wrapper });
    await paint();
    server.socket.push(fullState({ version: 3 }));
    await paint();
    expect(screen.getByText('present 3')).toBeDefined();
    rerender(page('hidden'));
    await paint();
    rerender(page('visible'));
    await paint();
    server.socket.push({ type: 'error', code: 'not_found', message: '', pipeline_id: 'p1' });
    await paint();
    expect(screen.getByText('not_found undefined')).toBeDefined();
  });
});

describe('PipelineProgress', () => {
  it('Bar_IsAccessible_WithNoValueWhileNothingIsKnown', async () => {
    render(<PipelineProgress pipelineId="p1" />, { wrapper });
    await paint();
    const bar = screen.getByRole('progressbar', { name: 'Progress' });
    expect(bar.getAttribute('aria-valuenow')).toBeNull();
    expect(bar.getAttribute('aria-valuetext')).toBe('Waiting for progress');
    server.socket.push(fullState({ version: 2, overall_progress: 41.9, name: 'report.pdf' }));
    await paint();
    expect(screen.getByRole('progressbar', { name: 'report.pdf' }).getAttribute('aria-valuenow')).toBe('41');
    server.socket.push(fullState({ version: 3, overall_progress: 60, status: 'failed' }));
    await paint();
    expect(screen.getByText('60 %, failed')).toBeDefined();
    expect(server.socket.sentOf('subscribe_pipeline')).toMatchObject([{ detail: 'pipeline' }]);
  });
});

describe('usePresence', () => {
  it('Pipeline_IsUnknownUntilTheServerSaysSomething', async () => {
    const { result } = renderHook(() => [usePresence('p1'), usePresence('p2')], { wrapper });
    expect(result.current).toEqual(['unknown', 'unknown']);
    await paint();
    server.socket.push(fullState());
    server.socket.push({ type: 'error', code: 'not_found', message: '', pipeline_id: 'p2' });
    await paint();
    expect(result.current).toEqual(['present', 'not_found']);
  });
});

describe('useMyPipelines and useConnection', () => {
  it('Page_ShowsListAndDot', async () => {
    const Page = (): JSX.Element => (
      <p>{`${useConnection().status} ${useMyPipelines()?.map((state) => state.pipeline_id)}`}</p>
    );
    render(<Page />, { wrapper });
    await paint();
    server.socket.push(fullState());
    await paint();
    await paint();
    expect(screen.getByText('live p1')).toBeDefined();
    server.socket.drop();
    await paint();
    expect(screen.getByText('reconnecting p1')).toBeDefined();
  });

  it('Provider_StartsTheClient', async () => {
    client.close();
    renderHook(() => useConnection(), { wrapper });
    await paint();
    server.socket.greet();
    expect(client.connection.status).toBe('live');
  });
});

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
    now += 10_000;
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

describe('useControl, of more than one ask', () => {
  it('AnotherPipeline_IsNeitherPendingNorRefused', async () => {
    const { result, rerender } = renderHook(({ id }) => useControl(id), { wrapper, initialProps: { id: 'p1' } });
    act(() => void result.current.ask('cancel'));
    await paint();
    expect(result.current.pending).toBe('cancel');
    rerender({ id: 'p2' });
    expect(result.current.pending).toBeUndefined();
    await paint();
    rerender({ id: 'p1' });
    await paint();
    expect(result.current.pending).toBeUndefined();
  });

  it('TwoAsks_TheNewestIsShown', async () => {
    const { result } = renderHook(() => useControl('p1'), { wrapper });
    act(() => void result.current.ask('interrupt'));
    act(() => void result.current.ask('cancel'));
    await paint();
    const [first, second] = server.socket.sentOf('control');
    server.socket.push({ type: 'error', code: 'not_controllable', message: '', request_id: first?.['request_id'] });
    await paint();
    expect(result.current).toMatchObject({ pending: 'cancel', error: undefined });
    server.socket.push({ type: 'control_accepted', request_id: second?.['request_id'] });
    await paint();
    expect(result.current).toMatchObject({ pending: undefined, error: undefined });
  });
});

describe('onEnd', () => {
  it('StrictModeAndOtherOptions_TellOnceOfAnAttempt', async () => {
    const ends: (string | undefined)[] = [];
    const { rerender } = renderHook(
      ({ maxHz }) => usePipeline('p1', { maxHz, onEnd: ({ status }) => ends.push(status) }),
      { wrapper, initialProps: { maxHz: 5 } },
    );
    await paint();
    server.socket.push(fullState({ status: 'completed', overall_progress: 100 }));
    await paint();
    rerender({ maxHz: 6 });
    await paint();
    expect(ends).toEqual(['completed']);
  });
});
