/**
 * `stages` (the default) includes every stage; `pipeline` the overall progress and every transition; `summary` only the
 * overall progress and status, for lists of many.
 */
export type ProgressDetail = 'stages' | 'pipeline' | 'summary';

/** The richest of those wanted, absent being the default. */
export function richest(wanted: readonly (ProgressDetail | undefined)[]): ProgressDetail {
  if (wanted.some((detail) => !detail || detail === 'stages')) return 'stages';
  return wanted.includes('pipeline') ? 'pipeline' : 'summary';
}

/** The value that a message carries: the default is left out. */
export function sentDetail(detail: ProgressDetail): Exclude<ProgressDetail, 'stages'> | undefined {
  return detail === 'stages' ? undefined : detail;
}
