/** A percentage fit to be shown: within 0–100, and null for anything that is no number. */
export function toPercent(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : null;
}

/** The number that is read: whole, and 100 only for what has ended well. */
export function wholePercent(percent: number, completed: boolean): number {
  return completed ? 100 : Math.min(99, Math.floor(percent));
}

/** The share of a total in percent; null where the total is unknown, so that nothing is ever 0 / 0. */
export function share(done: number | undefined, total: number | undefined): number | null {
  return done === undefined || !total ? null : toPercent((100 * done) / total);
}
