using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>One write of an entry.</summary>
internal sealed record CommitRequest
{
    public required string PipelineId { get; init; }

    /// <summary>The entry that the next one was merged from; null if there was none.</summary>
    public required StoredEntry? Before { get; init; }

    /// <summary>The next entry; its tag is new.</summary>
    public required StoredEntry Next { get; init; }

    /// <summary>Sealed messages, in order.</summary>
    public IReadOnlyList<byte[]> Messages { get; init; } = [];

    /// <summary>The token whose lease is renewed, or null.</summary>
    public string? LeaseToken { get; init; }

    public OrphanMark Orphan { get; init; }

    /// <summary>The contributions of children from now on, by id.</summary>
    public IReadOnlyCollection<KeyValuePair<string, ChildContribution>> Children { get; init; } = [];

    /// <summary>Whether the earlier contributions of children are dropped first.</summary>
    public bool IsNewEpoch { get; init; }

    public bool WantsTurn { get; init; }

    /// <summary>
    /// The primary under which the nodes have compared what they hold, or null. Without it nothing is written over an
    /// entry that another primary wrote.
    /// </summary>
    public string? Primary { get; init; }

    /// <summary>When a state is restored: its position.</summary>
    public PipelinePosition? GivesBack { get; init; }
}
