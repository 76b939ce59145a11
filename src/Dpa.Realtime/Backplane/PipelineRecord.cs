using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <summary>An entry with what goes by the store's clock; never changes. What the engine keeps in a store.</summary>
internal sealed record PipelineRecord(Entry Entry)
{
    private readonly long _orphanedAt = Optional.None; // in ticks

    /// <summary>One for each producer that is admitted.</summary>
    public ImmutableArray<ProducerLease> Leases { get; init; } = [];

    /// <summary>Since when a running pipeline has no producer; null while it has one.</summary>
    public TimeSpan? OrphanedAt
    {
        get => Optional.Time(_orphanedAt);
        init => _orphanedAt = Optional.Of(value);
    }

    public PipelineState State => Entry.State;

    /// <summary>What a decision leads to.</summary>
    /// <param name="before">What it was made from; null for nothing.</param>
    /// <param name="decision">The decision; it writes something.</param>
    /// <param name="node">The node that makes it: where its producer runs.</param>
    /// <param name="now">By the store's clock.</param>
    /// <param name="lease">How long a lease lasts.</param>
    public static PipelineRecord After(
        PipelineRecord? before, Decision decision, string node, TimeSpan now, TimeSpan lease)
    {
        var next = decision.Next!;
        var leases = before?.Leases ?? [];
        if (decision.LeaseToken is { } token) leases = With(leases, new ProducerLease(token, node, now + lease));
        if (leases.Length != next.Producers.Count || decision.IsNewEpoch)
            leases = [.. leases.Where(l => next.Producers.ContainsKey(l.Token))];
        return new PipelineRecord(next)
        {
            Leases = leases,
            OrphanedAt = decision.Orphan switch
            {
                OrphanMark.Now => now,
                OrphanMark.Clear => null,
                _ => before?.OrphanedAt,
            },
        };
    }

    /// <summary>The producers whose lease is over.</summary>
    public IReadOnlyCollection<string> Expired(TimeSpan now)
    {
        List<string>? expired = null;
        foreach (var (token, _) in Entry.Producers)
            if (EndOf(token) <= now) (expired ??= []).Add(token);
        return expired ?? (IReadOnlyCollection<string>)[];
    }

    /// <summary>When its producers are to be re-evaluated, by the store's clock; null for never.</summary>
    public TimeSpan? DueAt(TimeSpan lease)
    {
        if (!Leasing.NeedsProducer(State)) return null;
        if (Entry.Producers.IsEmpty) return OrphanedAt is { } since ? since + lease : TimeSpan.Zero;
        return LastLease;
    }

    /// <summary>When the last lease ends; zero where there is none.</summary>
    public TimeSpan LastLease
    {
        get
        {
            var last = TimeSpan.Zero;
            foreach (var held in Leases)
                if (held.EndsAt > last) last = held.EndsAt;
            return last;
        }
    }

    private TimeSpan EndOf(string token)
    {
        foreach (var lease in Leases)
            if (string.Equals(lease.Token, token, StringComparison.Ordinal)) return lease.EndsAt;
        return TimeSpan.Zero;
    }

    private static ImmutableArray<ProducerLease> With(ImmutableArray<ProducerLease> leases, ProducerLease lease)
    {
        for (var i = 0; i < leases.Length; i++)
            if (string.Equals(leases[i].Token, lease.Token, StringComparison.Ordinal)) return leases.SetItem(i, lease);
        return leases.Add(lease);
    }
}

/// <summary>Until when a producer is taken to be alive, and on which node it runs.</summary>
internal readonly record struct ProducerLease(string Token, string Node, TimeSpan EndsAt);
