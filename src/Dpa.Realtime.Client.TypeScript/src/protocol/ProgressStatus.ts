/**
 * What a pipeline or a stage is doing. `completed`, `failed`, `cancelled` and `skipped` end that attempt; a retry or a resume leaves them again.
 * Only a stage can be `skipped`.
 */
export type ProgressStatus =
  | 'pending'
  | 'processing'
  | 'interrupted'
  | 'cancelling'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'skipped';

/** True for a status that ends its attempt. */
export function isEnd(status: ProgressStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled' || status === 'skipped';
}
