import type { AbsenceReason } from './WatchOptions.js';

/**
 * What is known of a pipeline: `unknown` (nothing was heard of it yet: show that, not 0 %), `present` (there is a
 * state), or why there is nothing to see.
 */
export type Presence = 'unknown' | 'present' | AbsenceReason;
