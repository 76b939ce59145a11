import type { RealtimeClient } from '@dpa/realtime';
import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noCrowd } from '../src/workspace/crowd';
import { useCards } from '../src/cards/useCards';
import { DocumentList } from '../src/workspace/DocumentList';
import type { PipelineState } from '../src/pipeline/types';
import { newQueryClient } from '../src/query/queryClient';
import { ServicesProvider, type Services } from '../src/workspace/Workspace';
import { UploadQueue } from '../src/sending/UploadQueue';
import { item, pipeline } from './states';

/** As the client does: it has the states of what is watched, and forgets what nobody watches any more. */
class WatchedStates {
  readonly #host = new Map<string, PipelineState>();
  readonly #watches = new Map<string, Set<() => void>>();

  /** The host's state. */
  publish(state: PipelineState): void {
    this.#host.set(state.pipeline_id, state);
    for (const listener of this.#watches.get(state.pipeline_id) ?? []) listener();
  }

  watch(id: string, listener: () => void): () => void {
    const listeners = this.#watches.get(id) ?? new Set();
    const own = (): void => listener(); // the same function may listen twice
    this.#watches.set(id, listeners.add(own));
    own();
    return () => {
      listeners.delete(own);
      if (listeners.size === 0) this.#watches.delete(id);
    };
  }

  isWatched = (id: string): boolean => this.#watches.has(id);
  getState = (id: string): PipelineState | undefined => (this.isWatched(id) ? this.#host.get(id) : undefined);
  watchMine = () => () => undefined;
  getMine = (): readonly PipelineState[] => mine;
  onConnection = () => () => undefined;
  start = () => undefined;
}

const files = 20;
let mine: readonly PipelineState[];
const now = new Date().toISOString();
const state = (n: number, status: PipelineState['status'], version: number) =>
  pipeline({ pipeline_id: `p-${n}`, document_id: `doc-${n}`, parent_id: 'batch-1', status, version });

let client: WatchedStates;
let room: Services;
/** The host's listed state of the first document. */
let listed: PipelineState;

const none: ReadonlySet<string> = new Set();
const wrapper = ({ children }: { children: ReactNode }) => <ServicesProvider of={room}>{children}</ServicesProvider>;
const documents = () =>
  Array.from({ length: files }, (_, n) =>
    item({
      document_id: `doc-${n}`,
      pipeline_id: `p-${n}`,
      created_at: now,
      status: 'pending',
      state: n === 0 ? listed : state(n, 'pending', 1),
    }),
  );
/** Some drawings of the list. */
const draw = () => act(() => vi.advanceTimersByTimeAsync(1100));

const warning = {
  transition: 2, version: 3, stage_type: 'parse', attempt: 1, timestamp: now, message: 'Page 51 has no text.',
  from: 'processing', to: 'processing',
} as const;

beforeEach(() => {
  vi.useFakeTimers();
  mine = [];
  listed = state(0, 'pending', 1);
  client = new WatchedStates();
  room = {
    userId: 'user-1',
    client: client as unknown as RealtimeClient,
    uploads: new UploadQueue(),
    documents: new DocumentList(
      () => Promise.resolve({ items: documents(), next_cursor: null }),
      () => Promise.reject(new Error('not asked')),
    ),
    queries: newQueryClient(),
    burst: { crowd: noCrowd },
  };
});
afterEach(() => {
  cleanup();
  room.documents.close();
  vi.useRealTimers();
});

describe('useCards', () => {
  it('endOfAFile_StaysDone_UntilTheListKnowsItToo', async () => {
    const seen: string[] = [];
    const { result } = renderHook(() => {
      const drawn = useCards(none);
      const first = drawn.cards.find(({ entry }) => entry.key === 'doc-0');
      if (first) seen.push(first.status);
      return drawn;
    }, { wrapper });
    await act(() => room.documents.reload());
    await draw();
    for (let n = 1; n < files; n++) client.publish(state(n, 'processing', 2));
    client.publish(state(0, 'completed', 2));
    await draw();
    expect(seen.at(-1)).toBe('completed');

    // Too many are in progress to notify the list of each end; the others continue.
    seen.length = 0;
    for (let version = 3; version < 6; version++) {
      client.publish(state(1, 'processing', version));
      await draw();
    }
    expect(new Set(seen)).toEqual(new Set(['completed']));
    expect(client.isWatched('p-0')).toBe(true);

    listed = state(0, 'completed', 2);
    await act(() => room.documents.reload());
    await draw();
    expect(result.current.cards.find(({ entry }) => entry.key === 'doc-0')?.status).toBe('completed');
    expect(client.isWatched('p-0')).toBe(false);
  });

  it('filesOfABatch_ThatTheNewestPageDoesNotHave_AreReadToo', async () => {
    const children = { pending: files };
    mine = [pipeline({ pipeline_id: 'batch-1', kind: 'batch', children, created_at: now })];
    const page = (cursor?: string) =>
      cursor ? { items: documents().slice(5) } : { items: documents().slice(0, 5), next_cursor: 'older' };
    const paged = new DocumentList(
      (cursor) => Promise.resolve(page(cursor)),
      () => Promise.reject(new Error('not asked')),
    );
    room = { ...room, documents: paged };
    const { result } = renderHook(() => useCards(none), { wrapper });
    await act(() => room.documents.reload());
    await draw();
    expect(result.current.cards).toHaveLength(files);
  });

  it('warnings_ThatTheListHas_AreNotLostToAStateOfTheSameAgeWithoutThem', async () => {
    listed = { ...state(0, 'completed', 3), transitions: [warning] };
    const { result } = renderHook(() => useCards(none), { wrapper });
    await act(() => room.documents.reload());
    client.publish(state(0, 'completed', 3)); // followed without its transitions
    const leave = client.watch('p-0', () => undefined);
    await draw();
    expect(result.current.cards.find(({ entry }) => entry.key === 'doc-0')?.warnings).toEqual([warning.message]);
    leave();
  });

  it('clearedAway_AreCountedByTheirBatches', async () => {
    listed = state(0, 'completed', 2);
    const { result } = renderHook(() => useCards(cleared), { wrapper });
    await act(() => room.documents.reload());
    await draw();
    expect(result.current.cards).toHaveLength(files - 1);
    expect(result.current.cleared.map(({ entry, batchId }) => [entry.key, batchId])).toEqual([['doc-0', 'batch-1']]);
  });
});

const cleared: ReadonlySet<string> = new Set(['doc-0']);
