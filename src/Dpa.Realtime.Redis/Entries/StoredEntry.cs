using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// One pipeline as stored in Redis; never changes. A node that holds it with its tag knows all of it: every write
/// except a lease's gives it a new tag.
/// </summary>
internal sealed record StoredEntry
{
    /// <summary>
    /// Created by each write and never used twice. So an entry that was lost and created again is never mistaken for
    /// the old one.
    /// </summary>
    public required string Tag { get; init; }

    /// <summary>The entry that decisions are made from.</summary>
    public required Entry Entry { get; init; }

    /// <summary>
    /// The replication id of the primary that took the last write; null if an earlier version of this package wrote it.
    /// </summary>
    public string? Primary { get; init; }

    /// <summary>The leases when the entry was read: they are renewed without a new tag.</summary>
    public ImmutableDictionary<string, Lease> Leases { get; init; } = ImmutableDictionary<string, Lease>.Empty;

    /// <summary>
    /// The last writes of nodes without a producer, so that a write whose answer was lost is not made twice.
    /// </summary>
    public ProducerTable Nodes { get; init; }

    /// <summary>
    /// Since when, by the server's clock in ms, a running pipeline has no producer; null while it has one.
    /// </summary>
    public long? OrphanedAt { get; init; }

    public PipelineState State => Entry.State;

    public ProducerTable Producers => Entry.Producers;
}
