import { randomId } from '../session/randomId';
import type { UploadItem } from './uploadItem';

/** How files are processed. */
export interface UploadWish {
  readonly options: Readonly<Record<string, boolean>>;
  readonly stages: readonly string[];
  readonly maxBytes: number;
  /** The name of the batch that more than one file make. */
  readonly batchName?: string;
}

/** A file that was chosen; one over the limit has failed already. */
export function newItem(file: File, { options, stages, maxBytes }: UploadWish, createdAt: number): UploadItem {
  const key = randomId();
  const { name, size, lastModified: modifiedAt } = file;
  const item = {
    key,
    pipelineId: key,
    formerIds: [],
    stages,
    options,
    name,
    size,
    createdAt,
    modifiedAt,
    sentBytes: 0,
  };
  return size > maxBytes ? { ...item, phase: 'failed', refused: { limit: maxBytes } } : { ...item, phase: 'queued' };
}
