import type { PipelineState } from './PipelineState.js';
import type { ProgressStatus } from './ProgressStatus.js';
import type { ErrorFrame } from './ServerFrame.js';

/** Which pipelines are listed (docs/protocol.md#lists). */
export interface PipelineQuery {
  /** Whose; of another user's only those come that the server lets this one see. Default: the user's own. */
  readonly owner?: string;
  /** Only those with one of these statuses. */
  readonly status?: ProgressStatus | readonly ProgressStatus[];
  /** Only those of this kind. */
  readonly kind?: string;
  /** Only those that changed then or later. */
  readonly since?: Date;
  /** How many pipelines a page has at most, 1 to 200. Default: 50. */
  readonly limit?: number;
  /** `next` of the page before, with the same filters. */
  readonly cursor?: string;
}

/** Which pipelines a live list has (docs/protocol.md#live-lists). */
export interface LiveQuery extends Omit<PipelineQuery, 'since' | 'cursor'> {
  /** The highest rate of progress for each pipeline, in updates a second, 0.1 to 60. */
  readonly maxHz?: number;
  /** Ends the list. */
  readonly signal?: AbortSignal;
  /** The server refuses the list: `invalid_message`, `too_many_subscriptions`, `unknown_type`. */
  readonly onError?: (error: ErrorFrame) => void;
}

/** A part of a list. */
export interface PipelinePage {
  /** The newest start first. May be fewer than asked for, and none, though there is a `next`. */
  readonly pipelines: readonly PipelineState[];
  /** The `cursor` of the next page; absent at the end of the list. */
  readonly next?: string;
}
