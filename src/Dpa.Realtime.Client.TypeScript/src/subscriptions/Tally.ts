/** What `RealtimeCounters` counts, while it is counted. */
export interface Tally {
  heals: number;
  conflated: number;
  ignored: number;
  transitionsSkipped: number;
}

export function newTally(): Tally {
  return { heals: 0, conflated: 0, ignored: 0, transitionsSkipped: 0 };
}
