import { RealtimeClient } from '@dpa/realtime';
import { renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeEach, expect, it } from 'vitest';
import { noCrowd } from '../src/workspace/crowd';
import type { ListedCard } from '../src/cards/useCards';
import { DocumentList } from '../src/workspace/DocumentList';
import type { ShownStatus } from '../src/pipeline/statusMark';
import { newQueryClient } from '../src/query/queryClient';
import { ServicesProvider, type Services } from '../src/workspace/Workspace';
import { UploadQueue } from '../src/sending/UploadQueue';
import { useBurst } from '../src/upload/useBurst';

const card = (key: string, status: ShownStatus, createdAt: number) =>
  ({ entry: { key, wait: false, createdAt }, status }) as ListedCard;
const keys = (cards: readonly ListedCard[]) => cards.map(({ entry }) => entry.key);

let room: Services;
const wrapper = ({ children }: { children: ReactNode }) => <ServicesProvider of={room}>{children}</ServicesProvider>;
const show = (initialProps: readonly ListedCard[]) => renderHook(useBurst, { initialProps, wrapper });

beforeEach(() => {
  const client = new RealtimeClient({
    userId: 'user-1',
    baseUrl: 'http://localhost',
    platform: { WebSocket: undefined, fetch: () => new Promise(() => undefined) },
  });
  room = {
    userId: 'user-1',
    client,
    uploads: new UploadQueue(),
    documents: new DocumentList(),
    queries: newQueryClient(),
    burst: { crowd: noCrowd },
  };
});

it('burst_EndsBeforeItAreLeftOut_EndsOnTheWayStay', () => {
  const old = card('old', 'completed', 1);
  const { result, rerender } = show([old, card('a', 'processing', 2), card('b', 'pending', 3)]);
  expect(keys(result.current)).toEqual(['a', 'b']);
  rerender([old, card('a', 'completed', 2), card('b', 'processing', 3)]);
  expect(keys(result.current)).toEqual(['a', 'b']);
  rerender([old, card('a', 'completed', 2), card('b', 'completed', 3), card('c', 'processing', 4)]);
  expect(keys(result.current)).toEqual(['a', 'b', 'c']);
  // Once all has ended, what comes next is a way of its own.
  rerender([old, card('a', 'completed', 2), card('c', 'completed', 4)]);
  rerender([old, card('a', 'completed', 2), card('c', 'completed', 4), card('d', 'pending', 5)]);
  expect(keys(result.current)).toEqual(['d']);
});

it('burst_AnotherPageWasReadMeanwhile_IsTheSame', () => {
  show([card('a', 'processing', 2), card('b', 'pending', 3)]).unmount();
  const { result } = show([card('a', 'completed', 2), card('b', 'processing', 3)]);
  expect(keys(result.current)).toEqual(['a', 'b']);
});
