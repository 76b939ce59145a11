namespace Dpa.Realtime.Connections;

/// <summary>
/// One client's line as the node looks after it, whatever carries it: counted against its user's limit, pinged, judged
/// anew, drained.
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

    /// <summary>Ends the line once its identity is over.</summary>
    void CheckIdentity(DateTimeOffset now);

    /// <summary>Ends waiting subscriptions whose time is over.</summary>
    void ExpireWaiting();

    /// <summary>The user's access to a pipeline is judged anew.</summary>
    void Revoked(string pipelineId);

    /// <summary>
    /// The user's access to all that is subscribed is evaluated again: a revocation may have been missed. Ends when
    /// each was asked about once.
    /// </summary>
    Task ReauthorizeAsync();

    /// <summary>Tells the client to come back after a while, because the server is about to close.</summary>
    void AskToReconnect(TimeSpan after, string reason);

    /// <summary>
    /// Ends the line: what waits is still written, then the code is said where there is a way to say it. The first call
    /// wins.
    /// </summary>
    void Close(int code, string reason);
}
