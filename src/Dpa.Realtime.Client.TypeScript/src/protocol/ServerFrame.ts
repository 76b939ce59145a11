import type { ControlAction } from './ControlAction.js';
import type { ErrorInfo } from './ErrorInfo.js';
import type { PipelineFields } from './PipelineState.js';
import type { Position } from './Position.js';
import type { ProgressStatus } from './ProgressStatus.js';
import type { Question } from './Question.js';
import type { StageState } from './StageState.js';
import type { Transition } from './Transition.js';

/** First on every connection. */
export interface ConnectionFrame {
  readonly type: 'connection';
  readonly status: string;
  readonly user_id: string;
  readonly connection_id: string;
  readonly protocol?: number;
  readonly heartbeat_interval_ms?: number;
  readonly limits?: { readonly max_subscriptions?: number; readonly max_message_bytes?: number };
}

/**
 * A state that replaces the held one, or only its changed stages (`partial`), or everything except the stages (no
 * `stages`).
 */
export interface PipelineFrame extends Omit<PipelineFields, 'transitions'> {
  readonly type: 'pipeline_progress';
  /** Absent if none were requested (`detail: 'summary'`). */
  readonly transitions?: readonly Transition[];
  readonly stages?: readonly StageState[];
  readonly partial?: boolean;
  /** Applied whatever state is held. */
  readonly reset?: boolean;
  readonly [attribute: string]: unknown;
}

/** A change of one stage: absolute for that stage. */
export interface StageFrame extends Position {
  readonly type: 'stage_update';
  readonly pipeline_id: string;
  readonly transition: number;
  readonly stage_type: string;
  readonly stage_id: string;
  readonly stage_name: string;
  readonly attempt: number;
  readonly status: ProgressStatus;
  readonly progress: number;
  readonly message?: string;
  readonly completed_units?: number;
  readonly total_units?: number;
  readonly unit?: string;
  readonly eta_ms?: number;
  readonly eta_low_ms?: number;
  readonly eta_high_ms?: number;
  readonly indeterminate?: boolean;
  readonly error?: string;
  readonly error_info?: ErrorInfo;
  readonly started_at?: string;
  readonly completed_at?: string;
  /** In seconds. */
  readonly duration?: number;
  readonly change: string;
  readonly from?: ProgressStatus;
  readonly from_word?: string;
  readonly status_word?: string;
  readonly ended?: boolean;
  readonly overall_progress: number;
  readonly current_stage?: string;
  readonly timestamp: string;
  /** Only shown: it changes no version and no counter. */
  readonly provisional?: boolean;
}

/** The fields of one stage that progress changes; the rest is as held. */
export interface ProgressFrame extends Position {
  readonly type: 'progress';
  readonly pipeline_id: string;
  readonly transition: number;
  /** The stage's place in the list of stages. */
  readonly stage: number;
  readonly progress: number;
  readonly message?: string;
  readonly done?: number;
  readonly of?: number;
  readonly unit?: string;
  readonly eta_ms?: number;
  /** The stage's `eta_low_ms` and `eta_high_ms`. */
  readonly low?: number;
  readonly high?: number;
  readonly indeterminate?: boolean;
  readonly overall: number;
  /** Milliseconds since the pipeline's `created_at`. */
  readonly at: number;
}

/** The pipeline's own fields that change within an epoch; the rest is as held. */
export interface UpdateFrame extends Position {
  readonly type: 'pipeline_update';
  readonly pipeline_id: string;
  readonly transition: number;
  readonly status: ProgressStatus;
  readonly status_word?: string;
  readonly ended?: boolean;
  readonly attempt: number;
  readonly overall: number;
  readonly question?: Question;
  /** What can be asked for now: cancel 1, interrupt 2, resume 4, retry 8. */
  readonly can: number;
  readonly at: number;
  /** Absent if none were requested (`detail: 'summary'`). */
  readonly transitions?: readonly Transition[];
  readonly transitions_from?: number;
}

/** A state of a pipeline, or a change of it. */
export type ProgressFrames = PipelineFrame | StageFrame | ProgressFrame | UpdateFrame;

/** The answer to each subscription, after its state. `version` is 0 while it waits. */
export interface SubscribedFrame extends Position {
  readonly type: 'subscription_confirmed';
  readonly pipeline_id: string;
}

/** The answer to an unsubscription, or the server ended it. */
export interface UnsubscribedFrame {
  readonly type: 'unsubscription_confirmed';
  readonly pipeline_id: string;
  readonly reason: string;
}

/** The answer to `get_status`. */
export interface StatusFrame {
  readonly type: 'status';
  /** The ids of all that this connection is subscribed to. */
  readonly subscriptions?: readonly string[];
}

/** All that a live list has now, in order. */
export interface QueryFrame {
  readonly type: 'query';
  readonly query_id: string;
  readonly pipeline_ids: readonly string[];
}

/** Invalid input, or something that the server cannot do now; the connection stays open. */
export interface ErrorFrame {
  readonly type: 'error';
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
  readonly request_id?: string;
  readonly pipeline_id?: string;
}

/** The server's heartbeat, with the positions (`epoch:version`) already sent on this connection. */
export interface PingFrame {
  readonly type: 'ping';
  readonly timestamp?: string;
  readonly marks?: Readonly<Record<string, string>>;
}

/** Echoes the timestamp of our ping. */
export interface PongFrame {
  readonly type: 'pong';
  readonly timestamp?: string;
}

/** The request was passed to the producer; its outcome arrives as state. */
export interface ControlFrame {
  readonly type: 'control_accepted';
  readonly pipeline_id: string;
  readonly action: ControlAction | 'answer';
  readonly request_id?: string;
}

/** A planned close: reconnect after that delay. */
export interface ReconnectFrame {
  readonly type: 'reconnect';
  readonly after_ms: number;
  readonly reason?: string;
}

/** The frames of a server that this client handles (docs/protocol.md#frames-from-the-server). */
export type ServerFrame =
  | ConnectionFrame
  | PipelineFrame
  | StageFrame
  | ProgressFrame
  | UpdateFrame
  | SubscribedFrame
  | UnsubscribedFrame
  | StatusFrame
  | QueryFrame
  | ErrorFrame
  | PingFrame
  | PongFrame
  | ControlFrame
  | ReconnectFrame;
