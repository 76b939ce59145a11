namespace Dpa.Realtime.LoadTest.Cuts;

/// <summary>
/// What one client remembers from one of its connections to the next, as the peer's own client library does.
/// </summary>
internal interface IPeerSession
{
    string? SubProtocol { get; }

    /// <summary>The request target of the next connection; may ask the server for it.</summary>
    ValueTask<string> OpenAsync(HttpClient http, CancellationToken cancellation);

    /// <summary>What is sent first on a new connection.</summary>
    IReadOnlyList<string> Opening();

    /// <summary>
    /// Reads a message; true where it confirms that the client is subscribed, or goes on where it was.
    /// </summary>
    bool Take(ReadOnlySpan<byte> message);

    /// <summary>
    /// What the client has to acknowledge to the server; null for nothing. Called once a second.
    /// </summary>
    string? Acknowledge();
}
