/**
 * Why a pipeline or stage failed, for programs; the text for people is the `error` beside it. Never holds a stack
 * trace.
 */
export interface ErrorInfo {
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
  readonly retryable?: boolean;
}
