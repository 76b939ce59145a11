import type { Problem } from '../api/problem';
import type { UploadAnswer } from '../api/types';

/**
 * Where the bytes of a file are; the outcome of the document after that is the pipeline's state. `paused`: by the
 * person. `offline`: continues automatically. `reselect`: the page was reloaded, the file has to be chosen again.
 */
export type UploadPhase =
  | 'queued'
  | 'sending'
  | 'paused'
  | 'offline'
  | 'reselect'
  | 'accepted'
  | 'failed'
  | 'cancelled';

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
  /** The ids of earlier sendings of the same file. */
  readonly formerIds: readonly string[];
  /** The stages that were asked for, shown as waiting until the pipeline's own state is here. */
  readonly stages: readonly string[];
  /** The option form fields and their values. */
  readonly options: Readonly<Record<string, boolean>>;
  /** When the file was last changed, in milliseconds: decides whether a file that is chosen again is the same. */
  readonly modifiedAt: number;
  /** The resumable upload on the host, once there is one. */
  readonly url?: string;
  readonly batchId?: string;
  /** The same bytes may be stored already: they become a document of their own. */
  readonly keepBoth?: boolean;
  readonly answer?: UploadAnswer;
  readonly problem?: Problem;
  /** A file over the limit: not sent, and sending it again would not help. */
  readonly refused?: { readonly limit: number };
}

/** It goes on by itself: closing the page would stop it. */
export const isUnderWay = ({ phase }: UploadItem): boolean =>
  phase === 'queued' || phase === 'sending' || phase === 'offline';

/** The host does not have the whole file yet, and may still get it. */
export const isOpen = (item: UploadItem): boolean =>
  isUnderWay(item) || item.phase === 'paused' || item.phase === 'reselect';

/** Whether this file is the one whose upload waits to be continued. */
export const isSameFile = (item: UploadItem, file: File): boolean =>
  item.name === file.name &&
  item.size === file.size &&
  (item.modifiedAt === 0 || item.modifiedAt === file.lastModified);

export function withoutProblem({ problem: _, ...item }: UploadItem): UploadItem {
  return item;
}
