import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cardModel } from '../src/cards/cardModel';
import { useTimeLeft } from '../src/cards/useTimeLeft';
import type { StageState } from '../src/pipeline/types';
import { newQueryClient } from '../src/query/queryClient';
import { pipeline, stage } from './states';

const usual = (name: string) => ({ stage: name, samples: 3, from_ms: 1000, to_ms: 2000 });
const done = (name: string) => stage(name, { status: 'completed', progress: 100 });
const runs = (name: string) => stage(name, { status: 'processing' });
const model = (...stages: readonly StageState[]) => cardModel({ state: pipeline({ stages }) });

let ask: ReturnType<typeof vi.spyOn>;

beforeEach(() => {
  const answer = { pipeline_id: 'p-1', from_ms: null, to_ms: null, stages: [usual('parse'), usual('index')] };
  ask = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json(answer));
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe('useTimeLeft', () => {
  it('BetweenTwoStages_NothingIsAskedAndNothingIsTold_AndTheNextStageIsAskedFor', async () => {
    const client = newQueryClient();
    const wrapper = ({ children }: { children: ReactNode }) => (
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    );
    const initialProps = model(done('upload'), runs('parse'), stage('index'));
    const hook = renderHook(useTimeLeft, { wrapper, initialProps });
    await waitFor(() => expect(hook.result.current).toEqual({ from: 2000, to: 4000 }));
    expect(ask).toHaveBeenCalledTimes(1);

    hook.rerender(model(done('upload'), done('parse'), stage('index')));
    await new Promise((resolve) => setTimeout(resolve)); // what would be asked for is asked for by now
    expect(ask).toHaveBeenCalledTimes(1);
    expect(hook.result.current).toBeUndefined();

    hook.rerender(model(done('upload'), done('parse'), runs('index')));
    await waitFor(() => expect(hook.result.current).toEqual({ from: 1000, to: 2000 }));
    expect(ask).toHaveBeenCalledTimes(2);
  });
});
