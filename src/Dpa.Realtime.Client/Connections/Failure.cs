namespace Dpa.Realtime.Client.Connections;

/// <summary>Why an attempt failed or a connection ended.</summary>
/// <param name="Code">The close code; an HTTP status where the upgrade was refused; 0 where nothing was said.</param>
/// <param name="Reason">For programs.</param>
/// <param name="Message">For people, with what to do about it.</param>
/// <param name="RetryAfter">How long the server wants to be left alone.</param>
internal sealed record Failure(int Code, string Reason, string Message, TimeSpan RetryAfter = default)
{
    public static Failure Closed(int code) => new(code, code switch
    {
        4000 => "heartbeat_missed",
        4001 => "slow_consumer",
        4008 => "rate_exceeded",
        _ => $"closed_{code}",
    }, $"The server closed the connection ({code}).");

    public static Failure Silent { get; } = new(4000, "heartbeat_missed", "Nothing came for two heartbeats.");

    public static Failure Greetless { get; } = new(0, "not_greeted", "The server did not greet in time. Check that the address is that of a Dpa.Realtime server.");

    public static Failure Stalled { get; } = new(0, "send_stalled", "The server takes no messages.");

    public static Failure NewerProtocol { get; } = new(4400, "unsupported_protocol", "The server speaks a newer protocol than this client. Update the package Dpa.Realtime.Client.");
}
