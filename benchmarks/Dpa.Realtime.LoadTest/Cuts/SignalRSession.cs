using Dpa.Realtime.LoadTest.Peers;

namespace Dpa.Realtime.LoadTest.Cuts;

/// <summary>
/// SignalR with automatic reconnect: a new connection, on which the application joins its group again.
/// </summary>
internal sealed class SignalRSession(int pipeline) : IPeerSession
{
    private readonly SignalRPeer _peer = new();

    public string? SubProtocol => null;

    public ValueTask<string> OpenAsync(HttpClient http, CancellationToken cancellation) =>
        ValueTask.FromResult(_peer.Path(pipeline));

    public IReadOnlyList<string> Opening() => _peer.Opening(pipeline);

    public bool Take(ReadOnlySpan<byte> message) => _peer.IsSubscribed(message);

    public string? Acknowledge() => null;
}
