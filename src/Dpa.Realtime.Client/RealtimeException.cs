namespace Dpa.Realtime.Client;

/// <summary>The server refused a request, or could not be reached.</summary>
/// <param name="code">A code for programs.</param>
/// <param name="message">Human-readable.</param>
/// <param name="suggestion">What to do about it.</param>
/// <param name="innerException">What caused it, or null.</param>
public sealed class RealtimeException(string code, string message, string suggestion, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>
    /// A code for programs (<see cref="ProgressErrorCodes"/>): one of docs/protocol.md#error-codes, or
    /// <c>unauthorized</c>, <c>forbidden</c>, <c>expired</c>, <c>not_connected</c>, <c>timeout</c>, <c>unreachable</c>,
    /// <c>name_not_resolved</c>, <c>tls_error</c>, <c>not_json</c>, <c>http_…</c> from this side.
    /// </summary>
    public string Code { get; } = code;

    /// <summary>What the user or developer can do about it; empty if there is no suggestion.</summary>
    public string Suggestion { get; } = suggestion;

    /// <summary>How long the server asks to wait before the next request; zero if it names no time.</summary>
    internal TimeSpan RetryAfter { get; set; }
}
