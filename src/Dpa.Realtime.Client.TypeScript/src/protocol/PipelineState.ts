import type { ErrorInfo } from './ErrorInfo.js';
import type { PipelineResult } from './PipelineResult.js';
import type { Position } from './Position.js';
import type { ProgressStatus } from './ProgressStatus.js';
import type { Question } from './Question.js';
import type { StageState } from './StageState.js';
import type { Transition } from './Transition.js';

/** The fields of every state that describe the pipeline itself. */
export interface PipelineFields extends Position {
  readonly pipeline_id: string;
  /** The lost epoch that this one continues. */
  readonly continues?: string;
  /** The running count of transitions. */
  readonly transition: number;
  readonly status: ProgressStatus;
  /** The server's own word for the status, if this client does not know it; then `status` is the nearest. */
  readonly status_word?: string;
  /** The attempt has ended. */
  readonly ended?: boolean;
  /** 0–100; the same for all viewers, and 100 only once it is completed. */
  readonly overall_progress: number;
  /** The type of the stage that is under way. */
  readonly current_stage?: string;
  readonly message?: string;
  /** In milliseconds. */
  readonly eta_ms?: number;
  /** The range in which `eta_ms` probably lies: both or neither. */
  readonly eta_low_ms?: number;
  readonly eta_high_ms?: number;
  readonly error?: string;
  readonly error_info?: ErrorInfo;
  /** What it waits for an answer to, while it does. */
  readonly question?: Question;
  /** What this attempt made; absent until its end, and where the producer gave none. */
  readonly result?: PipelineResult;
  readonly attempt: number;
  readonly can_interrupt: boolean;
  readonly can_resume: boolean;
  readonly can_cancel: boolean;
  readonly can_retry: boolean;
  readonly interrupted: boolean;
  readonly completed: boolean;
  /** Nothing was reported for a while; a flag, not a status. */
  readonly stalled?: boolean;
  readonly owner?: string;
  readonly name?: string;
  readonly kind?: string;
  readonly parent_id?: string;
  /** Counts of the children by status. */
  readonly children?: Readonly<Record<string, number>>;
  readonly created_at: string;
  /** When the change happened. */
  readonly timestamp: string;
  /** The newest of them, oldest first. */
  readonly transitions: readonly Transition[];
  readonly transitions_from?: number;
}

/**
 * The full state of a pipeline as it is on the wire (docs/protocol.md#pipeline_progress-the-full-state), without fields
 * that are null there. A plain object that is never changed: a newer state is a new object, and stages that did not
 * change keep their identity.
 */
export interface PipelineState extends PipelineFields {
  /** In order. Empty if only the pipeline is watched (`detail: 'pipeline'`). */
  readonly stages: readonly StageState[];
  /** Attributes that the producer gave at the start or since, e.g. `document_id`. */
  readonly [attribute: string]: unknown;
}
