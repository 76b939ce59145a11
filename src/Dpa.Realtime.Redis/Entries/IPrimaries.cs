namespace Dpa.Realtime.Redis.Entries;

/// <summary>Whether the nodes know what a primary may lack.</summary>
internal interface IPrimaries
{
    /// <summary>Waits until this node has compared what it holds with what the primary has.</summary>
    /// <exception cref="PipelineException">The comparison is not possible at the moment.</exception>
    ValueTask ComparedAsync(string primary);

    /// <summary>
    /// Whether every node had published what it holds. If not, a node may still arrive that holds a newer state.
    /// </summary>
    bool IsWhole(string primary);
}
