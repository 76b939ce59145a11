import { RealtimeClient, type ProgressStatus } from '@dpa/realtime';
import { cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, it } from 'vitest';
import { noCrowd } from '../src/workspace/crowd';
import { useCardModel } from '../src/cards/useCardModel';
import { newQueryClient } from '../src/query/queryClient';
import { UploadQueue } from '../src/sending/UploadQueue';
import { DocumentList } from '../src/workspace/DocumentList';
import { ServicesProvider } from '../src/workspace/Workspace';
import { item, pipeline, stage } from './states';

afterEach(cleanup);

const client = new RealtimeClient({
  userId: 'user-1',
  baseUrl: 'http://localhost',
  platform: { WebSocket: undefined, fetch: () => new Promise(() => undefined) },
});
const room = {
  userId: 'user-1',
  client,
  uploads: new UploadQueue(),
  documents: new DocumentList(() => new Promise(() => undefined)),
  queries: newQueryClient(),
  burst: { crowd: noCrowd },
};
const wrapper = ({ children }: { children: ReactNode }) => <ServicesProvider of={room}>{children}</ServicesProvider>;
const stages = (...statuses: ProgressStatus[]) => statuses.map((status, at) => stage(`s${at}`, { status }));

it('lineThatEnded_HasTheStagesOfTheList_AndNotThoseOfWhenItWasFollowed', () => {
  const failed = pipeline({ version: 3, status: 'failed', stages: stages('completed', 'failed') });
  const known = { ...failed, stages: stages('processing', 'pending') };
  client.watch('p-1', () => undefined, { detail: 'summary', known });
  const entry = { key: 'doc-1', item: item({ state: failed }), pipelineId: 'p-1', wait: false, createdAt: 0 };
  const { result } = renderHook(() => useCardModel(entry, { how: 'line' }), { wrapper });
  expect(result.current.model.stages.map(({ status }) => status)).toEqual(['completed', 'failed']);
  expect(result.current.isLine).toBe(false);
});
