using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// One pipeline as stored in Redis; never changes. A node that holds it with its tag knows all of it: every write
/// except a lease's gives it a new tag.
/// </summary>
internal sealed class StoredEntry
{
    private StoredPipeline? _pipeline;

    /// <summary>
    /// Created by each write and never used twice. So an entry that was lost and created again is never mistaken for
    /// the old one.
    /// </summary>
    public required string Tag { get; init; }

    /// <summary>
    /// What decisions are made from. The leases are those of when it was read: they are renewed without a new tag.
    /// </summary>
    public required PipelineRecord Record { get; init; }

    /// <summary>
    /// The replication id of the primary that took the last write; null if an earlier version of this package wrote it.
    /// </summary>
    public string? Primary { get; init; }

    public Entry Entry => Record.Entry;

    public PipelineState State => Record.State;

    /// <summary>As the loop takes it.</summary>
    public StoredPipeline Pipeline => _pipeline ??= new StoredPipeline(Record) { Primary = Primary };
}
