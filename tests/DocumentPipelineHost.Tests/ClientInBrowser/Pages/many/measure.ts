import type { RealtimeClient } from '@dpa/realtime';

/** What the page went through since `begin`. Times in milliseconds. */
export interface Measured {
  readonly ms: number;
  readonly pipelines: number;
  /** Changes that the server made, and of these how many the client never saw because a newer one stood for them. */
  readonly changes: number;
  readonly conflated: number;
  readonly heals: number;
  readonly longTasks: readonly number[];
  readonly frames: number;
  readonly longestFrame: number;
}

/** Watches the page itself: tasks over 50 ms, animation frames, and what the client says. */
export function measure(client: RealtimeClient): { known(): number; begin(): void; end(): Measured } {
  let startedAt = 0;
  let startVersions = 0;
  let startConflated = 0;
  let longTasks: number[] = [];
  let frames = 0;
  let longestFrame = 0;
  let frameAt = 0;

  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
  const onFrame = (at: number): void => {
    longestFrame = Math.max(longestFrame, at - frameAt);
    frameAt = at;
    frames++;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  const versions = (): number => client.getMine().reduce((sum, { version }) => sum + version, 0);

  return {
    known: () => client.getMine().length,
    begin() {
      startedAt = performance.now();
      startVersions = versions();
      startConflated = client.counters.conflated;
      longTasks = [];
      frames = longestFrame = 0;
      frameAt = startedAt;
    },
    end: () => ({
      ms: performance.now() - startedAt,
      pipelines: client.getMine().length,
      changes: versions() - startVersions,
      conflated: client.counters.conflated - startConflated,
      heals: client.counters.heals,
      longTasks,
      frames,
      longestFrame,
    }),
  };
}
