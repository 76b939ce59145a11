/**
 * Why a pipeline or stage failed, for programs; the human-readable text is the `error` beside it. Never contains a
 * stack trace.
 */
export interface ErrorInfo {
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
  readonly retryable?: boolean;
}
