namespace Dpa.Realtime.LoadTest.Peers;

internal static class KnownPeers
{
    private static readonly IPeer[] All =
    [
        new DpaPeer(), new SignalRPeer(), new StatefulSignalRPeer(), new MessagePackPeer(), new NaivePeer(),
        new BarePeer(), new PollingPeer(),
    ];

    public static IPeer Get(string name) => All.First(peer => peer.Name == name);

    public static IReadOnlyList<string> Check(IReadOnlyList<string> names) =>
        names.Count > 0 && names.All(name => All.Any(peer => peer.Name == name))
            ? names
            : throw new FormatException($"--peers: there are {string.Join(", ", All.Select(p => p.Name))}");
}
