namespace Dpa.Realtime.Client.Connections;

/// <summary>Why an attempt failed or a connection ended.</summary>
/// <param name="Code">The close code; an HTTP status if the upgrade was refused; 0 if there was none.</param>
/// <param name="Reason">A code for programs.</param>
/// <param name="Message">Human-readable, with what to do about it.</param>
/// <param name="RetryAfter">How long the server asks the client to wait.</param>
internal sealed record Failure(int Code, string Reason, string Message, TimeSpan RetryAfter = default)
{
    /// <summary>How long nothing had arrived: a connection that let nothing through does not count as a
    /// success.</summary>
    public TimeSpan Quiet { get; init; }

    /// <summary>
    /// The server answered, or something on the way did in its place. Not so without any answer, and with one of 500 to
    /// 599, such as a proxy's that reaches nobody itself. One that names a time is the server's own: it is full or
    /// stops.
    /// </summary>
    public bool IsReached => Code switch
    {
        0 => Reason is not (ProgressErrorCodes.Unreachable or ProgressErrorCodes.Timeout
            or ProgressErrorCodes.NameNotResolved),
        >= 500 and < 600 => RetryAfter > TimeSpan.Zero,
        _ => true,
    };

    public const string ForbiddenOrigin = ProgressErrorCodes.ForbiddenOrigin;

    /// <summary>What a close code means (docs/protocol.md#close-codes).</summary>
    public static Failure Closed(int code) =>
        code switch
        {
            4000 => new(code, "heartbeat_missed", "The server received nothing from this client for a heartbeat."),
            4001 => new(
                code, "slow_consumer", "This client read too slowly. Do not block in the handlers of its events."),
            4008 => new(code, "rate_exceeded", "This client sent too many messages."),
            4401 => new(
                code, ProgressErrorCodes.Unauthorized,
                "The identity ended. Give a valid access token, ticket or cookie."),
            4403 => new(
                code, ProgressErrorCodes.Forbidden,
                "The server refuses this user. Check that the user id is the caller's own."),
            4409 => new(
                code, ProgressErrorCodes.TooManyConnections,
                "The user has too many connections. Close pages or programs that are not needed, or share one client."),
            >= 4400 and < 5000 => new(code, $"refused_{code}", $"The server refused this client ({code})."),
            _ => new(code, $"closed_{code}", $"The connection was closed ({code})."),
        };

    public static Failure Silent { get; } = new(4000, "heartbeat_missed", "Nothing came for two heartbeats.");

    public static Failure Greetless { get; } =
        new(
            0, "not_greeted",
            "The server did not greet in time. Check that the address is that of a Dpa.Realtime server.");

    public static Failure Stalled { get; } = new(0, "send_stalled", "The server takes no messages.");

    public static Failure NewerProtocol { get; } =
        new(
            4400, ProgressErrorCodes.UnsupportedProtocol,
            "The server speaks a newer protocol than this client. Update the package Dpa.Realtime.Client.");
}
