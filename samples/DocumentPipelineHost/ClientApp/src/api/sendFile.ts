import { address } from './address';
import { requestHeaders } from './http';
import { ApiError, readProblem, unreachable } from './problem';
import type { UploadAnswer } from './types';

export interface FileToSend {
  readonly file: File;
  readonly pipelineId: string;
  readonly idempotencyKey: string;
  /** The option form fields and their values. */
  readonly options: Readonly<Record<string, boolean>>;
}

/** An upload that is on its way. */
export interface Sending {
  readonly answer: Promise<UploadAnswer>;
  readonly abort: () => void;
}

/** `fetch` reports no upload progress, so the file goes by XMLHttpRequest. */
export function sendFile(upload: FileToSend, onSent: (bytes: number) => void): Sending {
  const form = new FormData();
  // Everything the host needs to know comes before the file: it reads the form as it streams in.
  form.append('pipeline_id', upload.pipelineId);
  for (const [option, on] of Object.entries(upload.options)) form.append(option, String(on));
  form.append('file', upload.file, upload.file.name);

  const transfer = new XMLHttpRequest();
  const answer = new Promise<UploadAnswer>((resolve, reject) => {
    const fail = (): void => reject(new ApiError(unreachable));
    transfer.upload.onprogress = (event) => onSent(Math.min(event.loaded, upload.file.size));
    transfer.onerror = fail;
    transfer.ontimeout = fail;
    transfer.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    transfer.onload = () => {
      if (transfer.status < 200 || transfer.status > 299) {
        reject(new ApiError(readProblem(transfer.status, transfer.responseText)));
        return;
      }
      try {
        resolve(JSON.parse(transfer.responseText) as UploadAnswer);
      } catch {
        fail();
      }
    };
    transfer.open('POST', address('/api/v2/documents/upload'));
    const headers = { ...requestHeaders('POST'), 'Idempotency-Key': upload.idempotencyKey };
    for (const [name, value] of Object.entries(headers)) transfer.setRequestHeader(name, value);
    transfer.send(form);
  });
  return { answer, abort: () => transfer.abort() };
}
