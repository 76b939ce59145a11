const all = [
  'pending',
  'processing',
  'interrupted',
  'cancelling',
  'completed',
  'failed',
  'cancelled',
  'skipped',
] as const;

/**
 * What a pipeline or a stage is doing. `completed`, `failed`, `cancelled` and `skipped` end that attempt; a retry or a
 * resume leaves them again. Only a stage can be `skipped`.
 */
export type ProgressStatus = (typeof all)[number];

/** True for a status that ends its attempt. */
export function isEnd(status: ProgressStatus): boolean {
  return all.indexOf(status) >= 4;
}

export function isStatus(value: unknown): value is ProgressStatus {
  return (all as readonly unknown[]).includes(value);
}
