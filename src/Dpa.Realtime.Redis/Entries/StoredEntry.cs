using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// One pipeline as it lies in Redis; never changes. Whoever holds it with its tag knows all of it: every write but
/// that of a lease gives it a new tag.
/// </summary>
internal sealed record StoredEntry
{
    /// <summary>
    /// Made by each write and never used twice, so that an entry that was lost and made again is never taken
    /// for the old one.
    /// </summary>
    public required string Tag { get; init; }

    /// <summary>What is decided from.</summary>
    public required Entry Entry { get; init; }

    /// <summary>
    /// The replication id of the primary that took the last write; null where an earlier version of this package
    /// wrote it.
    /// </summary>
    public string? Primary { get; init; }

    /// <summary>As of the reading: leases are renewed without a new tag.</summary>
    public ImmutableDictionary<string, Lease> Leases { get; init; } = ImmutableDictionary<string, Lease>.Empty;

    /// <summary>
    /// The last writes of nodes that were no producer's, so that one whose answer was lost is not made twice.
    /// </summary>
    public ProducerTable Nodes { get; init; }

    /// <summary>
    /// Since when, by the server's clock in ms, a running pipeline has no producer; null while it has one.
    /// </summary>
    public long? OrphanedAt { get; init; }

    public PipelineState State => Entry.State;

    public ProducerTable Producers => Entry.Producers;
}
