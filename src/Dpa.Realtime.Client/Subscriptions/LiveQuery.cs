namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>One live list: its query, its reader, and what the server listed last.</summary>
internal sealed class LiveQuery(string id, PipelineQuery query, Watcher<IReadOnlyList<PipelineState>> reader)
{
    public string Id { get; } = id;

    public PipelineQuery Query { get; } = query;

    public Watcher<IReadOnlyList<PipelineState>> Reader { get; } = reader;

    /// <summary>In the server's order; null until it has listed any.</summary>
    public IReadOnlyList<string>? Ids { get; set; }

    /// <summary>Of those, the ones whose first state has not arrived.</summary>
    public HashSet<string> Pending { get; } = new(StringComparer.Ordinal);

    /// <summary>Notified of nothing newer than what it lists now.</summary>
    public bool IsDue { get; set; }

    /// <summary>In which request for a list, counted over all of them, it was polled last; 0 for never.</summary>
    public long PolledIn { get; set; }

    /// <summary>It is about to be requested again after a transient refusal.</summary>
    public bool IsRetried { get; set; }
}
