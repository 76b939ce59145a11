namespace Dpa.Realtime;

/// <summary>
/// Why a pipeline or stage failed, in words for people and in a code for programs
/// (docs/protocol.md#pipeline_progress-the-full-state,
/// <c>error_info</c>). Never holds a stack trace.
/// </summary>
/// <param name="Code">A stable code in lower case with underscores, for example <c>storage_unavailable</c>.</param>
/// <param name="Message">What happened, for people; at most 512 characters are kept.</param>
/// <param name="Suggestion">What to do about it; empty if nothing can be said. Default: empty.</param>
/// <param name="Retryable">Whether a new attempt may succeed without any change. Default: false.</param>
public sealed record ProgressError(string Code, string Message, string Suggestion = "", bool Retryable = false);
