import type { ErrorInfo } from './ErrorInfo.js';
import type { ProgressStatus } from './ProgressStatus.js';

/**
 * One stage of a pipeline. `id` is the stage's type ("parse"), `stage_id` the run of it. Times are ISO 8601 in UTC,
 * `duration` is in seconds. What is null on the wire is absent here.
 */
export interface StageState {
  readonly id: string;
  readonly stage_id: string;
  readonly name: string;
  /** The pipeline's version at this stage's last change. */
  readonly version: number;
  readonly weight: number;
  readonly status: ProgressStatus;
  /** The server's own word for the status, if this client does not know it; then `status` is the nearest. */
  readonly status_word?: string;
  /** The attempt has ended. */
  readonly ended?: boolean;
  /** 0–100 with at most two decimals; without meaning while `indeterminate`. */
  readonly progress: number;
  readonly attempt: number;
  readonly message?: string;
  readonly completed_units?: number;
  readonly total_units?: number;
  readonly unit?: string;
  /** In milliseconds. */
  readonly eta_ms?: number;
  /** The range in which `eta_ms` probably lies: both or neither. */
  readonly eta_low_ms?: number;
  readonly eta_high_ms?: number;
  readonly can_interrupt: boolean;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly duration?: number;
  readonly indeterminate?: boolean;
  readonly error?: string;
  readonly error_info?: ErrorInfo;
}
