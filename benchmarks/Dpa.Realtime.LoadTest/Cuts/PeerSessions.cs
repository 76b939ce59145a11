namespace Dpa.Realtime.LoadTest.Cuts;

internal static class PeerSessions
{
    /// <summary>What a client of that peer remembers.</summary>
    public static IPeerSession Of(string peer, int pipeline) => peer switch
    {
        "dpa" => new DpaSession(pipeline),
        "signalr" => new SignalRSession(pipeline),
        "signalr-stateful" => new StatefulSignalRSession(pipeline),
        _ => throw new InvalidOperationException($"{peer} has no client that comes back"),
    };
}
