/** Counts of what the client has met so far, for diagnostics. */
export interface RealtimeCounters {
  /** How often the socket reconnected. */
  readonly reconnects: number;
  /** Re-subscriptions because something was missing. */
  readonly heals: number;
  /** Versions that were never seen because a newer one superseded them. */
  readonly conflated: number;
  /** Frames at or below the held position, or that could not be read. */
  readonly ignored: number;
  /** Transitions that were too old to be reported one by one. */
  readonly transitionsSkipped: number;
  /** Milliseconds since the newest frame of any kind; undefined before the first. */
  readonly newestFrameAgeMs: number | undefined;
}
