import type { Problem } from '../api/problem';
import type { UploadAnswer } from '../api/types';

/** Where the bytes of a file are; what becomes of the document afterwards is the pipeline's state. */
export type UploadPhase = 'queued' | 'sending' | 'accepted' | 'failed' | 'cancelled';

/** A file that this page sends, as an immutable object. */
export interface UploadItem {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  readonly createdAt: number;
  readonly phase: UploadPhase;
  readonly sentBytes: number;
  /** Made by the page, so that it watches the upload itself. */
  readonly pipelineId: string;
  /** The ids under which it was sent in vain before. */
  readonly formerIds: readonly string[];
  /** The stages that were asked for, shown as waiting until the pipeline's own state is here. */
  readonly stages: readonly string[];
  readonly answer?: UploadAnswer;
  readonly problem?: Problem;
  /** A file over the limit: not sent, and sending it again would not help. */
  readonly refused?: { readonly limit: number };
}

export const isUnderWay = (item: UploadItem): boolean => item.phase === 'queued' || item.phase === 'sending';
