/** A refusal by the server, or `not_connected`, `timeout` and `closed` from this side. */
export class RealtimeError extends Error {
  override readonly name = 'RealtimeError';

  constructor(
    /** For programs: protocol section 7. */
    readonly code: string,
    message: string,
    /** What the user or developer can do about it. */
    readonly suggestion?: string,
  ) {
    super(message);
  }
}
