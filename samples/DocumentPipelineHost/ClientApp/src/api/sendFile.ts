import type { DetailedError, Upload } from 'tus-js-client';
import { doubtSession } from '../session/sessionDoubt';
import { address } from './address';
import { request, requestHeaders } from './http';
import { ApiError, readProblem, unreachable } from './problem';
import type { UploadAnswer } from './types';

export interface FileToSend {
  readonly file: File;
  readonly pipelineId: string;
  readonly batchId?: string;
  /** Bytes that the host has already become a document of their own. */
  readonly keepBoth?: boolean;
  /** A person is asked about bytes that the host has already. */
  readonly asks?: boolean;
  /** The option form fields and their values. */
  readonly options: Readonly<Record<string, boolean>>;
  /** Where an earlier sending of the same file goes on. */
  readonly url?: string;
}

export interface SendingEvents {
  readonly onSent: (bytes: number) => void;
  /** The host has a place for the file: from here on it can be continued. */
  readonly onUrl: (url: string) => void;
}

/** An upload that is on its way. */
export interface Sending {
  readonly answer: Promise<UploadAnswer>;
  /** Stops it; what the host has of it stays there. `answer` rejects with an `AbortError`. */
  readonly stop: () => void;
}

/** The outcome of a resumable upload, as `GET /api/v2/uploads/{id}` returns it. */
interface StoredUpload {
  readonly offset: number;
  readonly result?: {
    readonly document_id: string;
    readonly filename: string;
    readonly size: number;
    readonly status: UploadAnswer['status'];
    readonly pipeline_id?: string | null;
  } | null;
}

const aborted = (): DOMException => new DOMException('aborted', 'AbortError');

/** Sends a file by the tus protocol; it is asked once, retries are the caller's. */
export function sendFile(upload: FileToSend, events: SendingEvents): Sending {
  let stopped = false;
  let tus: Upload | undefined;
  let refuse: (error: unknown) => void = () => undefined;
  const answer = new Promise<UploadAnswer>((resolve, reject) => {
    refuse = reject;
    const begin = async (): Promise<void> => {
      const { Upload: TusUpload } = await import('tus-js-client').catch(() =>
        Promise.reject(new ApiError(unreachable)),
      );
      if (stopped) return;
      tus = new TusUpload(upload.file, {
        // With both, tus would begin a new upload whenever it cannot ask how far the old one is.
        ...(upload.url ? { uploadUrl: upload.url } : { endpoint: address('/api/v2/uploads') }),
        metadata: metadata(upload),
        headers: requestHeaders('POST'),
        retryDelays: null,
        storeFingerprintForResuming: false,
        onUploadUrlAvailable: () => tus && events.onUrl((tus.url = urlHere(tus.url))),
        onProgress: (sent) => events.onSent(sent),
        onError: (error) => reject(toApiError(error)),
        onSuccess: () => void readAnswer(tus?.url ?? '').then(resolve, reject),
      });
      tus.start();
    };
    begin().catch(reject);
  });
  const stop = (): void => {
    stopped = true;
    void tus?.abort();
    refuse(aborted());
  };
  return { answer, stop };
}

/** Gives up what the host has of an upload. */
export const removeUpload = (url: string): Promise<void> =>
  request<void>(url, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } });

/** How many bytes the host has of an upload; throws where it has none of it any more. */
export async function keptBytes(url: string): Promise<number> {
  return (await request<StoredUpload>(url)).offset;
}

/** The upload's address as this page reaches it: a proxy may have taken a path away that the host does not know. */
function urlHere(url: string | null): string {
  return address(`/api/v2/uploads/${encodeURIComponent(url?.split('/').at(-1) ?? '')}`);
}

function metadata({ file, pipelineId, batchId, keepBoth, asks, options }: FileToSend): Record<string, string> {
  return {
    filename: file.name,
    pipeline_id: pipelineId,
    ...(batchId ? { batch_id: batchId } : {}),
    ...(keepBoth || asks ? { duplicates: keepBoth ? 'keep' : 'ask' } : {}),
    ...Object.fromEntries(Object.entries(options).map(([option, on]) => [option, String(on)])),
  };
}

async function readAnswer(url: string): Promise<UploadAnswer> {
  const { result } = await request<StoredUpload>(url);
  if (!result) throw new ApiError(unreachable);
  const { pipeline_id: pipelineId, ...document } = result;
  return { ...document, message: '', processing_pipeline: pipelineId ? { pipeline_id: pipelineId } : null };
}

function toApiError(error: Error | DetailedError): ApiError {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  const status = response?.getStatus() ?? 0;
  if (status === 401) doubtSession();
  return new ApiError(status === 0 ? unreachable : readProblem(status, response?.getBody() ?? ''));
}
