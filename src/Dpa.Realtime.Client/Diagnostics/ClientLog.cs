using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Client.Diagnostics;

// The folder Diagnostics: what operators see of the client. One line for each change of the connection, not for each
// attempt. No token, ticket, header or query string is ever logged.

/// <summary>What the client logs.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(1, LogLevel.Information, "Connected to {Host} as {Status}.")]
    public static partial void Connected(this ILogger logger, string host, ConnectionStatus status);

    [LoggerMessage(2, LogLevel.Information, "The connection to {Host} is gone: {Reason}. It comes back by itself.")]
    public static partial void Lost(this ILogger logger, string host, string reason);

    [LoggerMessage(
        3, LogLevel.Warning,
        "There is no WebSocket to {Host}: {Reason}. {Message} Progress comes over HTTP meanwhile, and the socket is "
            + "tried again from time to time."
    )]
    public static partial void FellBack(this ILogger logger, string host, string reason, string message);

    [LoggerMessage(4, LogLevel.Error, "{Host} refused this client for good: {Reason}. {Message}")]
    public static partial void Refused(this ILogger logger, string host, string reason, string message);

    [LoggerMessage(5, LogLevel.Error, "A handler of the application failed; the client goes on.")]
    public static partial void HandlerFailed(this ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Error, "A turn of the client failed; it goes on with the next.")]
    public static partial void TurnFailed(this ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Debug, "An attempt to reach {Host} failed: {Reason}.")]
    public static partial void AttemptFailed(this ILogger logger, string host, string reason);

    [LoggerMessage(8, LogLevel.Warning, "{Host} answers no polls: {Reason}. {Message}")]
    public static partial void PollingFailed(this ILogger logger, string host, string reason, string message);

    [LoggerMessage(
        9, LogLevel.Warning,
        "The identity at {Host} could not be renewed: {Reason}. It is tried again; when it ends, the client connects "
            + "again."
    )]
    public static partial void RenewalFailed(this ILogger logger, string host, string reason);
}
