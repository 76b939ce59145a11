namespace Dpa.Realtime.Connections;

/// <summary>
/// One client's connection as the node manages it, on any transport: it is counted against its user's limit, pinged,
/// reauthorized and drained.
/// </summary>
internal interface IConnection
{
    string Id { get; }

    string UserId { get; }

    Caller Caller { get; }

    /// <summary>What carries it, as the metrics name it.</summary>
    string Transport { get; }

    int SubscriptionCount { get; }

    void Ping();

    /// <summary>Ends the connection once its identity has expired.</summary>
    void CheckIdentity(DateTimeOffset now);

    /// <summary>Ends waiting subscriptions whose time is over.</summary>
    void ExpireWaiting();

    /// <summary>Evaluates the user's access to a pipeline again.</summary>
    void Revoked(string pipelineId);

    /// <summary>
    /// The user's access to all that is subscribed is evaluated again: a revocation may have been missed. Ends when
    /// each was asked about once.
    /// </summary>
    Task ReauthorizeAsync();

    /// <summary>Asks the client to reconnect after a while, because the server is about to close.</summary>
    void AskToReconnect(TimeSpan after, string reason);

    /// <summary>
    /// Ends the connection: pending messages are still written, then the code is sent where the transport can send it.
    /// The first call wins.
    /// </summary>
    void Close(int code, string reason);
}
