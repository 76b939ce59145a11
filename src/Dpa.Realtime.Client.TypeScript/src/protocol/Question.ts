/** A question that a pipeline asks a person and waits for (docs/protocol.md#questions). */
export interface Question {
  /** Names it within the pipeline's attempt. */
  readonly id: string;
  /** The stage that asks; absent where the pipeline itself does. */
  readonly stage_type?: string;
  readonly text: string;
  /** The answers to choose from; absent where the answer is free. */
  readonly choices?: readonly string[];
  /** A JSON Schema of the answer. */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** Until when it may be answered. */
  readonly expires_at?: string;
}

/** Why an answer was not taken: the `code` of a `RealtimeError`. */
export type AnswerRefusal = 'already_answered' | 'no_such_question' | 'invalid_answer';
