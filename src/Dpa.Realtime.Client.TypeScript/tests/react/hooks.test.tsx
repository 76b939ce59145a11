// @vitest-environment jsdom
import { render, renderHook, screen } from '@testing-library/react';
import { Activity, Profiler, type JSX } from 'react';
import { describe, expect, it, vi } from 'vitest';
import {
  PipelineProgress,
  useConnection,
  useMyPipelines,
  usePipeline,
  usePipelines,
  usePresence,
} from '../../src/react/index.js';
import { fullState, stageUpdate, transition } from '../fakes/frames.js';
import { client, paint, server, wrapper } from '../fakes/reactPage.js';

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

describe('usePipelines', () => {
  it('List_IsLoadedOnceItIsKnown', async () => {
    const Page = (): JSX.Element => {
      const { pipelines, loaded, error } = usePipelines({ kind: 'import' });
      return <p>{`${loaded} ${pipelines.map((state) => state.pipeline_id)} ${error?.code}`}</p>;
    };
    render(<Page />, { wrapper });
    await paint();
    expect(screen.getByText('false undefined')).toBeDefined();
    const asked = server.socket.sentOf('subscribe_query').at(-1);
    expect(asked).toMatchObject({ kind: 'import' });
    server.socket.push({ type: 'query', query_id: asked?.['query_id'], pipeline_ids: ['p1'] });
    server.socket.push(fullState());
    await paint();
    await paint();
    expect(screen.getByText('true p1 undefined')).toBeDefined();
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
