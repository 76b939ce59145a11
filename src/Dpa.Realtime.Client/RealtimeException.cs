namespace Dpa.Realtime.Client;

/// <summary>The server refused something, or it could not be asked.</summary>
/// <param name="code">For programs.</param>
/// <param name="message">For people.</param>
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

    /// <summary>What the user or developer can do about it; empty where nothing can be said.</summary>
    public string Suggestion { get; } = suggestion;
}
