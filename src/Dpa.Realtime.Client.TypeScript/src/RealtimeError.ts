/** A refusal by the server, or `not_connected` and `timeout` from this side. */
export class RealtimeError extends Error {
  override readonly name = 'RealtimeError';

  constructor(
    /**
     * For programs: docs/protocol.md#error-codes, or the `reason` of a connection that was closed (`unauthorized`,
     * `forbidden`, `unsupported_protocol`).
     */
    readonly code: string,
    message: string,
    /** What the user or developer can do about it. */
    readonly suggestion?: string,
    /** How long the server asks to wait before the next request, in milliseconds; undefined where it names none. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}
