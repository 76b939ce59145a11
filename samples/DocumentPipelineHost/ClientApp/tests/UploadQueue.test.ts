import { describe, expect, it, vi } from 'vitest';
import { ApiError, unreachable } from '../src/api/problem';
import type { FileToSend } from '../src/api/sendFile';
import type { UploadAnswer } from '../src/api/types';
import { UploadQueue } from '../src/upload/UploadQueue';

interface Sent {
  readonly upload: FileToSend;
  readonly report: (bytes: number) => void;
  readonly accept: (answer: UploadAnswer) => void;
  readonly refuse: (error: unknown) => void;
}

/** A wire whose sendings end when the test says so. */
function wire() {
  const sent: Sent[] = [];
  const queue = new UploadQueue((upload, report) => {
    let abort = (): void => undefined;
    const promise = new Promise<UploadAnswer>((accept, refuse) => {
      sent.push({ upload, report, accept, refuse });
      abort = () => refuse(new DOMException('aborted', 'AbortError'));
    });
    return { answer: promise, abort: () => abort() };
  });
  return { sent, queue };
}

const wish = { options: {}, stages: ['upload'], maxBytes: 100 };

const file = (name: string, size = 10) => new File(['x'.repeat(size)], name);
const answer: UploadAnswer = { document_id: 'd', filename: 'a', size: 10, status: 'uploaded', message: '' };
const until = (check: () => void) => vi.waitFor(check);

describe('UploadQueue', () => {
  it('add_FiveFiles_SendsThreeAtATime', async () => {
    const { sent, queue } = wire();
    queue.add(['a', 'b', 'c', 'd', 'e'].map((name) => file(name)), wish);
    expect(sent).toHaveLength(3);
    sent[0]?.accept(answer);
    await until(() => expect(sent).toHaveLength(4));
    expect(queue.items.map((item) => item.phase)).toEqual(['accepted', 'sending', 'sending', 'sending', 'queued']);
  });

  it('add_OverTheLimit_IsNotSent', () => {
    const { sent, queue } = wire();
    queue.add([file('big', 101)], wish);
    expect(sent).toHaveLength(0);
    expect(queue.items[0]).toMatchObject({ phase: 'failed', refused: { limit: 100 } });
    expect(queue.canRetry(queue.items[0]?.key ?? '')).toBe(false);
  });

  it('retry_NoAnswerCame_KeepsIdsSoThatNothingIsDoneTwice', async () => {
    const { sent, queue } = wire();
    queue.add([file('a')], wish);
    sent[0]?.refuse(new ApiError(unreachable));
    await until(() => expect(queue.items[0]?.phase).toBe('failed'));
    queue.retry(queue.items[0]?.key ?? '');
    expect(sent[1]?.upload.idempotencyKey).toBe(sent[0]?.upload.idempotencyKey);
    expect(sent[1]?.upload.pipelineId).toBe(sent[0]?.upload.pipelineId);
  });

  it('retry_HostRefused_IsANewRequest', async () => {
    const { sent, queue } = wire();
    queue.add([file('a')], wish);
    sent[0]?.refuse(new ApiError({ status: 503, code: 'storage_unavailable' }));
    await until(() => expect(queue.items[0]?.phase).toBe('failed'));
    queue.retry(queue.items[0]?.key ?? '');
    expect(sent[1]?.upload.idempotencyKey).not.toBe(sent[0]?.upload.idempotencyKey);
    expect(queue.items[0]?.formerIds).toEqual([sent[0]?.upload.pipelineId]);
  });

  it('run_PipelineIdTaken_IsSentAgainUnderANewOne', async () => {
    const { sent, queue } = wire();
    queue.add([file('a')], wish);
    sent[0]?.refuse(new ApiError({ status: 409, code: 'pipeline_exists' }));
    await until(() => expect(sent).toHaveLength(2));
    expect(queue.items[0]?.phase).toBe('sending');
    expect(sent[1]?.upload.pipelineId).not.toBe(sent[0]?.upload.pipelineId);
  });

  it('cancel_WhileSending_IsCancelledAndNotFailed', async () => {
    const { sent, queue } = wire();
    queue.add(['a', 'b', 'c', 'd'].map((name) => file(name)), wish);
    queue.cancel(queue.items[0]?.key ?? '');
    sent[0]?.report(5);
    await until(() => expect(sent).toHaveLength(4));
    expect(queue.items[0]).toMatchObject({ phase: 'cancelled', sentBytes: 0 });
  });
});
