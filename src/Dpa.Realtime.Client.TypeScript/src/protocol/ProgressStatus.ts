const all = [
  'pending',
  'processing',
  'waiting',
  'interrupted',
  'cancelling',
  'completed',
  'failed',
  'cancelled',
  'skipped',
] as const;

/**
 * What a pipeline or a stage is doing. `waiting` is for an answer to its `question`; `completed`, `failed`, `cancelled`
 * and `skipped` end that attempt; a retry or a resume leaves them again. Only a stage can be `skipped`.
 */
export type ProgressStatus = (typeof all)[number];

/** True for a status that ends its attempt. */
export function isEnd(status: ProgressStatus): boolean {
  return all.indexOf(status) >= 5;
}

export function isStatus(value: unknown): value is ProgressStatus {
  return (all as readonly unknown[]).includes(value);
}
