import type { WatchOptions } from './WatchOptions.js';

/** Throws a `TypeError` for an invalid id, or a rate that no server accepts. */
export function checkWatch(id: string, options?: WatchOptions): void {
  if (typeof id !== 'string' || !/^[\w.:-]{1,128}$/.test(id)) {
    throw new TypeError(`"${String(id)}" is no pipeline id: 1 to 128 characters of A-Z a-z 0-9 . _ : -`);
  }
  checkRate(options);
}

/** Throws a `TypeError` for a rate that no server accepts. */
export function checkRate({ maxHz }: Pick<WatchOptions, 'maxHz'> = {}): void {
  const isRate = maxHz === undefined || (maxHz >= 0.1 && maxHz <= 60);
  if (!isRate) throw new TypeError(`maxHz is from 0.1 to 60, not ${maxHz}`);
}
