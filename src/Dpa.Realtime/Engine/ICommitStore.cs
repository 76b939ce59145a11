using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Engine;

/// <summary>What the loop needs of a kind of store.</summary>
internal interface ICommitStore
{
    /// <summary>The pipeline as it is now; null where it is unknown.</summary>
    ValueTask<StoredPipeline?> FindAsync(string id);

    /// <summary>Begins one run of the loop on a pipeline.</summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="isFresh">Whether it must be read, though this node may know it.</param>
    ICommitSession Enter(string id, bool isFresh);
}

/// <summary>One run of the loop on one pipeline.</summary>
internal interface ICommitSession
{
    /// <summary>What a decision is made from; null where there is none.</summary>
    ValueTask<StoredPipeline?> ReadAsync(string id, IReadOnlyCollection<string> parts);

    /// <summary>
    /// Nothing is to be written: <see cref="CommitResult.Written"/> where the decision was made from what is there now.
    /// </summary>
    ValueTask<CommitResult> CheckAsync(string id, Decision decision);

    ValueTask<CommitResult> CommitAsync(string id, StoredPipeline? before, Decision decision);

    /// <summary>
    /// After <see cref="CommitResult.Stale"/>: whether this is still from before the store went back, so that it must
    /// go on in a new epoch.
    /// </summary>
    bool IsStale(StoredPipeline stored);

    /// <summary>The run is over.</summary>
    void Leave();
}

/// <summary>What this node has subscribed receives its own changes at once.</summary>
internal interface IDelivery
{
    void Deliver(string pipelineId, PipelineState? before, ImmutableArray<AcceptedChange> changes);
}
