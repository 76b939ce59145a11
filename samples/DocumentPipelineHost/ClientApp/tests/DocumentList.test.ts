import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../src/api/problem';
import type { DocumentItem, DocumentPage } from '../src/api/types';
import { DocumentList } from '../src/workspace/DocumentList';
import { item, pipeline } from './states';

const count = 60;
const name = (n: number): string => `doc-${String(n).padStart(2, '0')}`;
const of = (n: number, status: string): DocumentItem =>
  item({ document_id: name(n), created_at: `2026-11-24T10:00:${name(n).slice(4)}Z`, status });
const all = Array.from({ length: count }, (_, n) => n);

let host: string;
let fails: boolean;
let single: string[];
let list: DocumentList;

/** As the host: the fifty newest, and the others by their ids. */
const newest = (): DocumentPage => ({ items: all.slice(-50).reverse().map((n) => of(n, host)), next_cursor: 'next' });
const statuses = () => new Set(list.state.items?.map(({ status }) => status));
const end = (n: number) => list.ended(name(n), pipeline({ pipeline_id: `p-${n}`, status: 'completed' }));

beforeEach(() => {
  vi.useFakeTimers();
  host = 'processing';
  fails = false;
  single = [];
  list = new DocumentList(
    () => Promise.resolve(newest()),
    (id) => {
      single.push(id);
      return fails
        ? Promise.reject(new ApiError({ status: 503, code: 'storage_unavailable' }))
        : Promise.resolve(of(Number(id.slice(4)), host));
    },
  );
});
afterEach(() => {
  list.close();
  vi.useRealTimers();
});

describe('DocumentList', () => {
  it('changed_ByTheIdOfAnUploadOfTheSameBytes_TheDocumentIsListedOnce', async () => {
    const there = of(1, 'completed');
    const own = new DocumentList(
      () => Promise.resolve({ items: [there] }),
      () => Promise.resolve(there),
    );
    await own.reload();
    own.changed('id-of-the-upload');
    await vi.advanceTimersByTimeAsync(1000);
    expect(own.state.items).toEqual([there]);
    own.close();
  });

  it('moreEndsThanAPageHas_AllAreKnown', async () => {
    await list.reload();
    for (const n of all) list.changed(name(n));
    await vi.advanceTimersByTimeAsync(1000);
    expect(list.state.items).toHaveLength(count);

    host = 'completed';
    single = [];
    for (const n of all) end(n);
    await vi.advanceTimersByTimeAsync(1000);
    expect(statuses()).toEqual(new Set(['completed']));
    // Only what the page did not have.
    expect(single.sort()).toEqual(all.slice(0, 10).map(name));
    for (const n of all) end(n);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(single).toHaveLength(10);
  });

  it('endsOfTwoPages_AreReadWithThePages_AndNotOneByOne', async () => {
    const cursors: (string | undefined)[] = [];
    const paged = new DocumentList(
      (cursor) => {
        cursors.push(cursor);
        const items = [...all].reverse().map((n) => of(n, host));
        return Promise.resolve(cursor ? { items: items.slice(50) } : { items: items.slice(0, 50), next_cursor: 'two' });
      },
      (id) => Promise.reject(new Error(`${id} is not asked for`)),
    );
    await paged.reload();
    await paged.more();
    host = 'completed';
    cursors.length = 0;
    for (const n of all) paged.ended(name(n), pipeline({ pipeline_id: `p-${n}`, status: 'completed' }));
    await vi.advanceTimersByTimeAsync(1000);
    expect(cursors).toEqual([undefined, 'two']);
    expect(paged.state.items?.map((each) => [each.document_id, each.status])).toEqual(
      [...all].reverse().map((n) => [name(n), 'completed']),
    );
    paged.close();
  });

  /** As the host: pages of fifty, the cursor is where the next one begins. */
  const pagesOf = (count: number, asked: (string | undefined)[] = []) => {
    const host = { count, fails: false };
    const at = (n: number): string => new Date(Date.UTC(2026, 10, 24) + n * 1000).toISOString();
    const load = (cursor?: string): Promise<DocumentPage> => {
      asked.push(cursor);
      if (host.fails && cursor) return Promise.reject(new ApiError({ status: 503, code: 'storage_unavailable' }));
      const last = cursor === undefined ? host.count : Number(cursor);
      const first = Math.max(0, last - 50);
      const items = Array.from({ length: last - first }, (_, n) => last - 1 - n).map((n) =>
        item({ document_id: `d-${n}`, created_at: at(n) }),
      );
      return Promise.resolve({ items, next_cursor: first > 0 ? `${first}` : null });
    };
    const paged = new DocumentList(load, (id) => Promise.reject(new Error(`${id} is not asked for`)));
    return { host, paged, asked, at };
  };
  const numbers = (paged: DocumentList) => paged.state.items?.map(({ document_id: id }) => Number(id.slice(2)));
  const downFrom = (count: number) => Array.from({ length: count }, (_, n) => count - 1 - n);

  it('reload_WhereMoreCameThanAPageHolds_LeavesNoGap', async () => {
    const { host, paged, asked } = pagesOf(31);
    await paged.reload();
    host.count = 230;
    host.fails = true;
    await paged.reload();
    host.fails = false;
    asked.length = 0;
    await paged.reload();
    expect(numbers(paged)).toEqual(downFrom(230));
    expect(asked).toEqual([undefined, '180', '130', '80']);
    asked.length = 0;
    await paged.reload();
    expect(asked).toEqual([undefined]);
    paged.close();
  });

  it('reload_WhereFarMoreCame_EndsTheListThere_AndMoreIsWhatFollows', async () => {
    const { host, paged } = pagesOf(30);
    await paged.reload();
    host.count = 2000;
    await paged.reload();
    expect(numbers(paged)).toEqual(downFrom(2000).slice(0, 21 * 50));
    await paged.more();
    expect(numbers(paged)).toEqual(downFrom(2000).slice(0, 22 * 50));
    paged.close();
  });

  it('reach_ReadsAsFarBack_AndAfterAFailureNotAgainAtOnce', async () => {
    const { host, paged, asked, at } = pagesOf(230);
    await paged.reload();
    host.fails = true;
    await paged.reach(Date.parse(at(100)));
    await paged.reach(Date.parse(at(100)));
    expect(asked).toEqual([undefined, '180']);
    host.fails = false;
    await vi.advanceTimersByTimeAsync(5000);
    await paged.reach(Date.parse(at(100)));
    expect(numbers(paged)).toEqual(downFrom(230).slice(0, 150));
    asked.length = 0;
    await paged.reach(Date.parse(at(100)));
    expect(asked).toEqual([]);
    paged.close();
  });

  it('answerThatNeverComes_IsGivenUp_AndReadAgain', async () => {
    const limits: AbortController[] = [];
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      limits.push(new AbortController());
      return (limits.at(-1) as AbortController).signal;
    });
    const ask = vi.spyOn(globalThis, 'fetch').mockImplementation((_, init) =>
      new Promise((__, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('timeout')))),
    );
    const own = new DocumentList();
    void own.reload();
    own.ended(name(1), pipeline({ status: 'completed' }));
    await vi.advanceTimersByTimeAsync(1000);
    expect(ask).toHaveBeenCalledOnce();
    limits[0]?.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(own.state.problem?.code).toBe('network');
    expect(String(ask.mock.lastCall?.[0])).toContain(name(1));
    limits[1]?.abort();
    await vi.advanceTimersByTimeAsync(5000);
    expect(ask).toHaveBeenCalledTimes(3);
    own.close();
  });

  it('refresh_ThatIsSooner_DoesNotWaitForALaterOne', async () => {
    const { paged, asked } = pagesOf(30);
    paged.refresh(15_000);
    paged.refresh();
    paged.refresh(5000);
    await vi.advanceTimersByTimeAsync(250);
    expect(asked).toEqual([undefined]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(asked).toEqual([undefined]);
    paged.close();
  });

  it('crowded_ChangesAreReadTogether_AndAtOnceWhenItIsOver', async () => {
    await list.reload();
    list.crowded = true;
    list.changed(name(1));
    end(2);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(single).toEqual([]);
    list.crowded = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(single.sort()).toEqual([name(1), name(2)]);
  });

  it('endThatCannotBeRead_IsReadAgain', async () => {
    await list.reload();
    host = 'completed';
    fails = true;
    end(59);
    await vi.advanceTimersByTimeAsync(1000);
    end(59); // as each drawing reports it
    fails = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect(list.state.items?.[0]?.status).toBe('completed');
    expect(single).toEqual([name(59), name(59)]);
  });

  it('listThatWasAskedForBefore_AndAnswersLater_DoesNotStay', async () => {
    await list.reload();
    const former = newest();
    let answer: (page: DocumentPage) => void = () => undefined;
    const slow = new DocumentList(
      () => new Promise((resolve) => (answer = resolve)),
      () => Promise.resolve(of(59, 'completed')),
    );
    void slow.reload();
    answer(former);
    await vi.advanceTimersByTimeAsync(0);
    void slow.reload();
    slow.ended(name(59), pipeline({ status: 'completed' }));
    await vi.advanceTimersByTimeAsync(2000);
    answer(former);
    await vi.advanceTimersByTimeAsync(0);
    expect(slow.state.items?.[0]?.status).toBe('completed');
    slow.close();
  });

  it('deletedDocument_IsNotAskedForAgain', async () => {
    await list.reload();
    const gone = new DocumentList(() => Promise.resolve(newest()), (id) => {
      single.push(id);
      return Promise.reject(new ApiError({ status: 404, code: 'not_found' }));
    });
    await gone.reload();
    gone.ended(name(1), pipeline({ status: 'completed' }));
    await vi.advanceTimersByTimeAsync(30_000);
    gone.ended(name(1), pipeline({ status: 'completed' }));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(single).toEqual([name(1)]);
    gone.close();
  });
});
