using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>One write of an entry.</summary>
internal sealed record CommitRequest
{
    public required string PipelineId { get; init; }

    /// <summary>The entry that the decision was made from; null if there was none.</summary>
    public required StoredEntry? Before { get; init; }

    /// <summary>What is written.</summary>
    public required Decision Decision { get; init; }

    /// <summary>Sealed messages, in order.</summary>
    public IReadOnlyList<byte[]> Messages { get; init; } = [];

    public bool WantsTurn { get; init; }

    /// <summary>
    /// The primary under which the nodes have compared what they hold, or null. Without it nothing is written over an
    /// entry that another primary wrote.
    /// </summary>
    public string? Primary { get; init; }
}
