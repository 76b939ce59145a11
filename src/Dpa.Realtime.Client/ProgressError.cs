namespace Dpa.Realtime.Client;

/// <summary>
/// Why a pipeline or stage failed (docs/protocol.md#pipeline_progress-the-full-state, <c>error_info</c>). Never holds a
/// stack trace.
/// </summary>
/// <param name="Code">A stable code for programs; <c>unknown</c> where the server gave a text alone.</param>
/// <param name="Message">What happened, for people.</param>
/// <param name="Suggestion">What to do about it; empty if nothing can be said.</param>
/// <param name="Retryable">Whether a new attempt may succeed without any change.</param>
public sealed record ProgressError(string Code, string Message, string Suggestion = "", bool Retryable = false);
