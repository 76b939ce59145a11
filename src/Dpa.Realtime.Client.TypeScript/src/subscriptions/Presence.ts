import type { AbsenceReason } from './WatchOptions.js';

/**
 * What is known of a pipeline: `unknown` (nothing was received yet: show that, not 0 %), `present` (there is a state),
 * or the reason why there is none.
 */
export type Presence = 'unknown' | 'present' | AbsenceReason;
