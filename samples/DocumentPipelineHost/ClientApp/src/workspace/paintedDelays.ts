/** How many of the newest the figures of all are of. */
const kept = 2000;

/** How many slots are kept: a quarter of an hour of them, where there was something in each. */
const keptSlots = 180;

/** A longer time, in milliseconds, is not a delay: the page was suspended or in the background. */
const longest = 10_000;

/** How long a slot of time is, in milliseconds. */
const slotMs = 5000;

export interface Delays {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface DelaySlot extends Delays {
  /** When it began, in milliseconds. */
  readonly at: number;
}

/** What this page painted for its user, by the two clocks as they are. */
interface Painted {
  least: number;
  count: number;
  newest: number[];
  /** Those that are over: their figures only. */
  over: DelaySlot[];
  present: { readonly at: number; readonly delays: number[] };
}

const none = (): Painted => ({ least: Infinity, count: 0, newest: [], over: [], present: { at: 0, delays: [] } });
let all = none();

/** Another user begins with none. */
export function forgetDelays(): void {
  all = none();
}

/** A change is in the page, and is painted with this frame. @param acceptedAt When the server took it, by its clock. */
export function painted(acceptedAt: string): void {
  const now = Date.now();
  const ms = now - Date.parse(acceptedAt);
  if (Number.isNaN(ms) || Math.abs(ms) > longest || document.visibilityState === 'hidden') return;
  all.least = Math.min(all.least, ms);
  all.count++;
  all.newest.push(ms);
  if (all.newest.length > kept) all.newest.shift();
  const at = now - (now % slotMs);
  if (at !== all.present.at) {
    all.over = slots().slice(-keptSlots);
    all.present = { at, delays: [] };
  }
  all.present.delays.push(ms);
}

function slots(): readonly DelaySlot[] {
  const { over, present } = all;
  return present.delays.length === 0 ? over : [...over, { at: present.at, ...delaysOf(present.delays) }];
}

function delaysOf(delays: readonly number[]): Delays {
  const sorted = [...delays].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { count: delays.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** A clock that is behind the server's is set right by the smallest delay. */
function setRight<T extends Delays>(delays: T): T {
  const ahead = Math.min(0, all.least);
  return { ...delays, p50: delays.p50 - ahead, p95: delays.p95 - ahead, p99: delays.p99 - ahead };
}

/** From a change's acceptance to its frame, of the newest that this page painted; undefined before there was any. */
export const paintedDelays = (): Delays | undefined =>
  all.count === 0 ? undefined : { ...setRight(delaysOf(all.newest)), count: all.count };

/** The same by slots of five seconds, oldest first; those in which nothing changed are left out. */
export const delaySlots = (): readonly DelaySlot[] => slots().map(setRight);
