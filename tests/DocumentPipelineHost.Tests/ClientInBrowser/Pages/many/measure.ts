import type { RealtimeClient } from '@dpa/realtime';

/** What the page went through since `begin`. Times in milliseconds. */
export interface Measured {
  readonly ms: number;
  /** Changes that the server made, and of these how many the client never saw because a newer one stood for them. */
  readonly changes: number;
  readonly conflated: number;
  readonly transitions: number;
  readonly heals: number;
  readonly reconnects: number;
  readonly longTasks: readonly number[];
  /** Those before `begin`: the page being opened. */
  readonly earlierLongTasks: readonly number[];
  readonly frames: number;
  readonly longestFrame: number;
}

/** Watches the page itself: tasks over 50 ms, animation frames, and what the client says. */
export function measure(client: RealtimeClient): { known(): readonly string[]; begin(): void; end(): Measured } {
  let startedAt = 0;
  let start = { versions: 0, transitions: 0, conflated: 0, heals: 0, reconnects: 0 };
  let longTasks: number[] = [];
  let earlierLongTasks: readonly number[] = [];
  let frames = 0;
  let longestFrame = 0;
  let frameAt = 0;

  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: 'longtask',
    buffered: true,
  });
  const onFrame = (at: number): void => {
    longestFrame = Math.max(longestFrame, at - frameAt);
    frameAt = at;
    frames++;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  const sum = (field: 'version' | 'transition'): number =>
    (client.getMine() ?? []).reduce((all, state) => all + state[field], 0);
  const now = (): typeof start => ({ ...client.counters, versions: sum('version'), transitions: sum('transition') });

  return {
    known: () => (client.getMine() ?? []).map(({ pipeline_id }) => pipeline_id),
    begin() {
      startedAt = frameAt = performance.now();
      start = now();
      earlierLongTasks = longTasks;
      longTasks = [];
      frames = longestFrame = 0;
    },
    end() {
      const { versions, transitions, conflated, heals, reconnects } = now();
      return {
        ms: performance.now() - startedAt,
        changes: versions - start.versions,
        conflated: conflated - start.conflated,
        transitions: transitions - start.transitions,
        heals: heals - start.heals,
        reconnects: reconnects - start.reconnects,
        longTasks,
        earlierLongTasks,
        frames,
        longestFrame,
      };
    },
  };
}
