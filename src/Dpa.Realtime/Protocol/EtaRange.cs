namespace Dpa.Realtime.Protocol;

/// <summary>The ends of an estimate's range, kept aside: most states have none.</summary>
internal sealed record EtaRange(TimeSpan? Low, TimeSpan? High)
{
    public static EtaRange? Of(TimeSpan? low, TimeSpan? high) =>
        low is null && high is null ? null : new EtaRange(low, high);
}
