import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, unreachable } from '../src/api/problem';
import type { FileToSend, SendingEvents } from '../src/api/sendFile';
import type { UploadAnswer } from '../src/api/types';
import { cardEntries } from '../src/cards/cardEntry';
import { UploadQueue } from '../src/sending/UploadQueue';
import { item, pipeline } from './states';

interface Sent {
  readonly upload: FileToSend;
  readonly events: SendingEvents;
  readonly accept: (answer: UploadAnswer) => void;
  readonly refuse: (error: unknown) => void;
  stopped: boolean;
}

/** A wire whose uploads end when the test decides. */
function wire() {
  const sent: Sent[] = [];
  const removed: string[] = [];
  const batches: { name: string; count: number }[] = [];
  const host = { batchFails: false };
  const queue = new UploadQueue({
    send: (upload, events) => {
      let refuse: (error: unknown) => void = () => undefined;
      const answer = new Promise<UploadAnswer>((accept, reject) => {
        refuse = reject;
        sent.push({ upload, events, accept, refuse: reject, stopped: false });
      });
      const own = sent.at(-1);
      return {
        answer,
        stop: () => {
          if (own) own.stopped = true;
          refuse(new DOMException('aborted', 'AbortError'));
        },
      };
    },
    keptBytes: () => Promise.resolve(7),
    remove: (url) => Promise.resolve(void removed.push(url)),
    createBatch: (name, count) => {
      batches.push({ name, count });
      return host.batchFails ? Promise.reject(new ApiError(unreachable)) : Promise.resolve('batch-1');
    },
  });
  return { sent, removed, batches, host, queue };
}

const wish = { options: {}, stages: ['upload'], maxBytes: 100 };
const inBatch = { ...wish, batchName: 'Today' };
const file = (name: string, size = 10) => new File(['x'.repeat(size)], name, { lastModified: 5 });
const answer: UploadAnswer = { document_id: 'd', filename: 'a', size: 10, status: 'uploaded', message: '' };
const until = (check: () => void) => vi.waitFor(check);
const key = (queue: UploadQueue, position = 0): string => queue.items[position]?.key ?? '';
const phases = (queue: UploadQueue) => queue.items.map((item) => item.phase);

afterEach(() => vi.useRealTimers());

describe('UploadQueue', () => {
  it('add_FiveFiles_SendsThreeAtATime', async () => {
    const { sent, queue } = wire();
    queue.add(['a', 'b', 'c', 'd', 'e'].map((name) => file(name)), wish);
    expect(sent).toHaveLength(3);
    sent[0]?.accept(answer);
    await until(() => expect(sent).toHaveLength(4));
    expect(phases(queue)).toEqual(['accepted', 'sending', 'sending', 'sending', 'queued']);
  });

  it('add_OverTheLimit_IsNotSentAndStaysListed', () => {
    const { sent, queue } = wire();
    queue.add([file('big', 101)], wish);
    expect(sent).toHaveLength(0);
    expect(queue.items[0]).toMatchObject({ phase: 'failed', refused: { limit: 100 } });
    expect(queue.canRetry(key(queue))).toBe(false);
  });

  it('add_SeveralFiles_JoinOneBatchThatKnowsHowManyCome', async () => {
    const { sent, batches, queue } = wire();
    queue.add([file('a'), file('big', 101), file('b')], inBatch);
    expect(sent).toHaveLength(0);
    await until(() => expect(sent).toHaveLength(2));
    expect(batches).toEqual([{ name: 'Today', count: 2 }]);
    expect(sent.map(({ upload }) => upload.batchId)).toEqual(['batch-1', 'batch-1']);
    expect(sent.map(({ upload }) => upload.asks)).toEqual([false, false]);
  });

  it('add_BatchCannotBeCreated_FilesAreSentOnTheirOwn', async () => {
    const { sent, host, queue } = wire();
    host.batchFails = true;
    queue.add([file('a'), file('b')], inBatch);
    await until(() => expect(sent).toHaveLength(2));
    expect(sent[0]?.upload.batchId).toBeUndefined();
  });

  it('add_OneFile_MakesNoBatch', () => {
    const { sent, batches, queue } = wire();
    queue.add([file('a')], inBatch);
    expect([sent.length, batches.length]).toEqual([1, 0]);
  });

  it('run_NoAnswer_WaitsAndGoesOnByItselfWhereItWas', async () => {
    vi.useFakeTimers();
    const { sent, queue } = wire();
    queue.add([file('a')], wish);
    sent[0]?.events.onUrl('/u/1');
    sent[0]?.refuse(new ApiError(unreachable));
    await vi.advanceTimersByTimeAsync(0);
    expect(phases(queue)).toEqual(['offline']);
    await vi.advanceTimersByTimeAsync(999);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent[1]?.upload).toMatchObject({ url: '/u/1', pipelineId: sent[0]?.upload.pipelineId });
  });

  it('wake_WaitsForTheNetwork_GoesOnAtOnce', async () => {
    vi.useFakeTimers();
    const { sent, queue } = wire();
    queue.add([file('a')], wish);
    sent[0]?.refuse(new ApiError({ status: 503, code: 'storage_unavailable' }));
    await vi.advanceTimersByTimeAsync(0);
    queue.wake();
    expect(sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(2);
  });

  it('run_HostRefusedTheFile_FailsAndARetryIsANewRequest', async () => {
    const { sent, queue } = wire();
    queue.add([file('a')], wish);
    sent[0]?.events.onUrl('/u/1');
    sent[0]?.refuse(new ApiError({ status: 415, code: 'unsupported_type' }));
    await until(() => expect(phases(queue)).toEqual(['failed']));
    queue.retry(key(queue));
    expect(sent[1]?.upload.url).toBeUndefined();
    expect(sent[1]?.upload.pipelineId).not.toBe(sent[0]?.upload.pipelineId);
    expect(queue.items[0]?.formerIds).toEqual([sent[0]?.upload.pipelineId]);
  });

  it.each([401, 500])('retry_After%i_GoesOnWhereItWas', async (status) => {
    const { sent, queue } = wire();
    queue.add([file('a')], wish);
    sent[0]?.events.onUrl('/u/1');
    sent[0]?.refuse(new ApiError({ status, code: `http_${status}` }));
    await until(() => expect(phases(queue)).toEqual(['failed']));
    queue.retry(key(queue));
    expect(sent[1]?.upload).toMatchObject({ url: '/u/1', pipelineId: sent[0]?.upload.pipelineId });
  });

  it('run_PipelineIdTaken_IsSentAgainUnderANewOne', async () => {
    const { sent, queue } = wire();
    queue.add([file('a')], wish);
    sent[0]?.refuse(new ApiError({ status: 409, code: 'pipeline_exists' }));
    await until(() => expect(sent).toHaveLength(2));
    expect(phases(queue)).toEqual(['sending']);
    expect(sent[1]?.upload.pipelineId).not.toBe(sent[0]?.upload.pipelineId);
  });

  it('run_HostHasNoneOfItAnyMore_BeginsAgain', async () => {
    const { sent, queue } = wire();
    queue.add([file('a')], wish);
    sent[0]?.events.onUrl('/u/1');
    sent[0]?.refuse(new ApiError({ status: 410, code: 'upload_expired' }));
    await until(() => expect(sent).toHaveLength(2));
    expect(sent[1]?.upload.url).toBeUndefined();
  });

  it('run_BatchHasNoPlaceForIt_IsSentOnItsOwn', async () => {
    const { sent, queue } = wire();
    queue.add([file('a'), file('b')], inBatch);
    await until(() => expect(sent).toHaveLength(2));
    sent[0]?.refuse(new ApiError({ status: 409, code: 'batch_full' }));
    await until(() => expect(sent).toHaveLength(3));
    expect(sent[2]?.upload.file.name).toBe('a');
    expect(sent[2]?.upload.batchId).toBeUndefined();
    expect(sent[2]?.upload.pipelineId).not.toBe(sent[0]?.upload.pipelineId);
  });

  it.each([
    ['batch_ended', 409],
    ['unsupported_type', 415],
  ])('retry_OfABatchAfter_%s_IsSentOnItsOwn', async (code, status) => {
    const { sent, queue } = wire();
    queue.add([file('a'), file('b')], inBatch);
    await until(() => expect(sent).toHaveLength(2));
    sent[0]?.refuse(new ApiError({ status, code }));
    await until(() => expect(phases(queue)).toEqual(['failed', 'sending']));
    expect(sent).toHaveLength(2);
    queue.retry(key(queue));
    expect(sent).toHaveLength(3);
    expect(sent[2]?.upload.batchId).toBeUndefined();
  });

  it('retry_OfABatchAfterCancel_IsSentOnItsOwn', async () => {
    const { sent, queue } = wire();
    queue.add([file('a'), file('b')], inBatch);
    await until(() => expect(sent).toHaveLength(2));
    queue.cancel(key(queue));
    queue.retry(key(queue));
    expect(sent[2]?.upload.batchId).toBeUndefined();
    expect(queue.items[0]?.batchId).toBeUndefined();
  });

  it('resume_AnswerToTheCreationWasNotAwaited_TakesNoSecondPlaceInTheBatch', async () => {
    const { sent, queue } = wire();
    queue.add([file('a'), file('b')], inBatch);
    await until(() => expect(sent).toHaveLength(2));
    queue.pause(key(queue));
    await Promise.resolve();
    queue.resume(key(queue));
    expect(sent[2]?.upload).toMatchObject({ batchId: 'batch-1', pipelineId: sent[0]?.upload.pipelineId });
    sent[2]?.refuse(new ApiError({ status: 409, code: 'pipeline_exists' }));
    await until(() => expect(sent).toHaveLength(4));
    expect(sent[3]?.upload.batchId).toBeUndefined();
  });

  it('pause_WhileSending_StopsAndResumeGoesOnAtTheSamePlace', async () => {
    const { sent, queue } = wire();
    queue.add([file('a')], wish);
    sent[0]?.events.onUrl('/u/1');
    sent[0]?.events.onSent(4);
    queue.pause(key(queue));
    expect(queue.items[0]).toMatchObject({ phase: 'paused', sentBytes: 4 });
    expect(sent[0]?.stopped).toBe(true);
    await Promise.resolve();
    queue.resume(key(queue));
    expect(sent[1]?.upload).toMatchObject({ url: '/u/1', pipelineId: sent[0]?.upload.pipelineId });
  });

  it('restore_AfterAReload_AsksForTheFileAndTakesTheSameOneOnly', async () => {
    const before = wire();
    before.queue.add([file('a')], wish);
    before.sent[0]?.events.onUrl('/u/1');
    const { sent, queue } = wire();
    queue.restore(before.queue.items);
    expect(phases(queue)).toEqual(['reselect']);
    await until(() => expect(queue.items[0]?.sentBytes).toBe(7));
    expect(queue.reselect(key(queue), file('a', 11))).toBe(false);
    queue.add([file('a')], wish);
    expect(queue.items).toHaveLength(1);
    expect(sent[0]?.upload.url).toBe('/u/1');
  });

  it('cancel_WhileSending_IsCancelledAndTheHostLetsGoOfIt', async () => {
    const { sent, removed, queue } = wire();
    queue.add(['a', 'b', 'c', 'd'].map((name) => file(name)), wish);
    sent[0]?.events.onUrl('/u/1');
    queue.cancel(key(queue));
    sent[0]?.events.onSent(5);
    await until(() => expect(sent).toHaveLength(4));
    expect(queue.items[0]).toMatchObject({ phase: 'cancelled', sentBytes: 0 });
    expect(removed).toEqual(['/u/1']);
  });

  it('keepBoth_OfWhatIsStoredAlready_SendsItOnceMoreAsADocumentOfItsOwn', async () => {
    const { sent, queue } = wire();
    queue.add([file('a')], wish);
    const first = sent[0]?.upload;
    sent[0]?.accept({ ...answer, status: 'exists' });
    await until(() => expect(phases(queue)).toEqual(['accepted']));
    // It is not sent again by `retry`, also where the run of the document that was there failed.
    expect([queue.canRetry(key(queue)), queue.canKeepBoth(key(queue))]).toEqual([false, true]);

    queue.keepBoth(key(queue));
    expect(sent.map(({ upload }) => upload.asks)).toEqual([true, false]);
    expect(sent[1]?.upload).toMatchObject({ keepBoth: true });
    expect(sent[1]?.upload.pipelineId).not.toBe(first?.pipelineId);
    expect(queue.items[0]?.answer).toBeUndefined();
    sent[1]?.accept(answer);
    await until(() => expect(queue.items[0]?.answer?.status).toBe('uploaded'));
    expect([queue.canRetry(key(queue)), queue.canKeepBoth(key(queue))]).toEqual([false, false]);
  });

  it('keepBoth_WhereWhatWasThereIsProcessed_LeavesThatRunToItsOwnCard', async () => {
    const { sent, queue } = wire();
    queue.add([file('a')], wish);
    const first = sent[0]?.upload.pipelineId ?? '';
    sent[0]?.accept({ ...answer, status: 'exists', processing_pipeline: { pipeline_id: first } });
    await until(() => expect(phases(queue)).toEqual(['accepted']));
    queue.keepBoth(key(queue));
    expect(queue.items[0]?.formerIds).toEqual([]);
    const there = item({ document_id: 'there', pipeline_id: first });
    const run = pipeline({ pipeline_id: first, document_id: 'there' });
    expect(cardEntries(queue.items, [there], [run]).map((entry) => entry.key).sort()).toEqual(
      [key(queue), 'there'].sort(),
    );
  });
});
