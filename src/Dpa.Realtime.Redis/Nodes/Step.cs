using System.Collections.Immutable;
using Dpa.Realtime.Redis.Entries;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Nodes;

/// <summary>What is to become of an entry: the next one with all that goes with it, or nothing but an answer.</summary>
internal sealed record Step(ApplyResult Answer)
{
    /// <summary>The next entry, or null where nothing is written.</summary>
    public Entry? Next { get; init; }

    /// <summary>The changes that the write makes, in version order; none where only who may produce changes.</summary>
    public ImmutableArray<AcceptedChange> Changes { get; init; } = [];

    public string? LeaseToken { get; init; }

    public OrphanMark Orphan { get; init; }

    public IReadOnlyList<RedisValue> Children { get; init; } = [];

    public bool ForgetChildren { get; init; }

    /// <summary>Whether it is the node's own doing and no producer's: then nobody repeats it, and whether it was made has to be found out where its answer is lost.</summary>
    public bool IsNodes { get; init; }

    /// <summary>Where a state is given back: how far on it is.</summary>
    public PipelinePosition? GivesBack { get; init; }

    public static Step Only(ApplyStatus status, Entry? entry, string? reason = null) => new(new ApplyResult(status, entry?.State, [], reason));
}
