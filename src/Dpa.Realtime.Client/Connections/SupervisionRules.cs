namespace Dpa.Realtime.Client.Connections;

/// <summary>The settings of <see cref="Supervisor"/>.</summary>
internal sealed record SupervisionRules(
    TimeSpan BackoffBase, TimeSpan BackoffCap, int Attempts, TimeSpan StableAfter, TimeSpan ProbeInterval)
{
    public static SupervisionRules Of(RealtimeClientOptions o) =>
        new(o.BackoffBase, o.BackoffCap, o.Attempts, o.StableAfter, o.ProbeInterval);
}
