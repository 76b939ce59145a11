// @vitest-environment jsdom
import { act, cleanup, render, renderHook, screen } from '@testing-library/react';
import { Profiler, StrictMode, type JSX, type ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RealtimeClient } from '../../src/index.js';
import { RealtimeProvider, useConnection, useMyPipelines, usePipeline, usePresence, useSmoothPercent } from '../../src/react/index.js';
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
    renderHook(() => rendered.push(usePipeline('p1')?.version), { wrapper });
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
    const Bar = ({ id }: { id: string }): JSX.Element => <i>{usePipeline(id)?.version}</i>;
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
    for (let version = 1; version < 5; version++) for (const id of ids) server.socket.push(fullState({ pipeline_id: id, version }));
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
    const { result, rerender } = renderHook(({ id }: { id: string | undefined }) => usePipeline(id)?.pipeline_id, {
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
    const { rerender } = renderHook(({ onTransition }) => usePipeline('p1', { onTransition }), { wrapper, initialProps: { onTransition: first } });
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
    const Page = (): JSX.Element => <p>{`${useConnection().status} ${useMyPipelines().map((state) => state.pipeline_id)}`}</p>;
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
  const smooth = (percent: number, attempt = 1): ReturnType<typeof renderHook<number, { percent: number; attempt: number }>> =>
    renderHook((props) => useSmoothPercent(props.percent, props.attempt), { initialProps: { percent, attempt } });

  it('NewValue_IsReachedByGliding', async () => {
    const { result, rerender } = smooth(10);
    rerender({ percent: 60, attempt: 1 });
    const seen = [result.current];
    while (result.current < 60 && seen.length < 200) {
      await paint();
      seen.push(result.current);
    }
    expect(seen[0]).toBe(10);
    expect(seen.length).toBeGreaterThan(10);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(result.current).toBe(60);
  });

  it('UnknownValue_StaysUnknownAndTheFirstOneIsShownAsItIs', async () => {
    const { result, rerender } = renderHook((props: { percent: number | undefined }) => useSmoothPercent(props.percent), {
      initialProps: { percent: undefined as number | undefined },
    });
    await paint();
    expect(result.current).toBeUndefined();
    rerender({ percent: 40 });
    expect(result.current).toBe(40);
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
