namespace Dpa.Realtime.Client.Connections;

/// <summary>The numbers that <see cref="Supervisor"/> goes by.</summary>
internal sealed record SupervisionRules(
    TimeSpan BackoffBase, TimeSpan BackoffCap, int Attempts, TimeSpan StableAfter, TimeSpan ProbeInterval)
{
    public static SupervisionRules Of(RealtimeClientOptions o) =>
        new(o.BackoffBase, o.BackoffCap, o.Attempts, o.StableAfter, o.ProbeInterval);
}
