import type { ProgressStatus } from './ProgressStatus.js';

/**
 * A change of status, a new attempt, or a warning. Counted per pipeline by `transition`; each is raised exactly once.
 */
export interface Transition {
  readonly transition: number;
  readonly version: number;
  /** Absent for a transition of the pipeline itself. */
  readonly stage_type?: string;
  readonly from?: ProgressStatus;
  readonly to: ProgressStatus;
  /** The server's own words, if this client does not know them. */
  readonly from_word?: string;
  readonly to_word?: string;
  /** `to` ends the attempt. */
  readonly ended?: boolean;
  readonly attempt?: number;
  /** Whether it began a new attempt: a recovery stays `processing` and would look like a warning otherwise. */
  readonly new_attempt?: boolean;
  readonly timestamp: string;
  readonly message?: string;
}
