using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Engine;

/// <summary>Reads and commits over an <see cref="IPipelineStore"/>, which keeps nothing on this node.</summary>
internal sealed class StoreCommits(
    WatchedStore store, StoreClock clock, DpaRealtimeOptions options, string node, bool isLocal)
    : ICommitStore, ICommitSession
{
    // for a pipeline that has not ended and that receives no changes; the same as the default of Redis
    private static readonly TimeSpan UnfinishedRetention = TimeSpan.FromDays(14);

    public ValueTask<StoredPipeline?> FindAsync(string id) => ReadAsync(id, []);

    public ICommitSession Enter(string id, bool isFresh) => this;

    public async ValueTask<StoredPipeline?> ReadAsync(string id, IReadOnlyCollection<string> parts)
    {
        if (store.Memory is { } memory) return memory.Find(id, parts);
        var found = await store.ReadAsync([id], parts, default).ConfigureAwait(false);
        if (found.IsEmpty) return null;
        try
        {
            _ = (found[0].Record, found[0].Children);
            return found[0];
        }
        catch (InvalidDataException e)
        {
            throw CommitLoop.Unreadable(e);
        }
    }

    /// <summary>It was read for this decision.</summary>
    public ValueTask<CommitResult> CheckAsync(string id, Decision decision) => new(CommitResult.Written);

    public async ValueTask<CommitResult> CommitAsync(string id, StoredPipeline? before, Decision decision)
    {
        var now = clock.Now;
        var next = PipelineRecord.After(before?.Record, decision, node, now, options.ProducerLease);
        var (dueIn, retainFor) = Times(next, decision, now);
        if (store.Memory is { } memory)
            return memory.Commit(before, new StoredPipeline(next), decision, dueIn, retainFor);
        var commit = new PipelineCommit(before, new StoredPipeline(next), decision)
        {
            DueIn = dueIn, RetainFor = retainFor,
        };
        var result = await store.CommitAsync(commit, default).ConfigureAwait(false);
        // The next sweep compares: runs report again what the older copy lacks.
        if (result == CommitResult.Stale) store.OnFailed();
        return result;
    }

    public bool IsStale(StoredPipeline stored) => true;

    public void Leave()
    {
    }

    /// <summary>When the pipeline is to be looked at again, and how long it is kept.</summary>
    private (TimeSpan? DueIn, TimeSpan? RetainFor) Times(PipelineRecord next, in Decision decision, TimeSpan now)
    {
        var due = next.DueAt(options.ProducerLease) - now;
        // The node may fail before the parent's commit: a child is checked once more.
        var isUncounted = due is null && !isLocal && !decision.IsCounted && next.State.ParentId is not null;
        if (isUncounted) due = options.ProducerLease;
        return (
            due is { } left ? Later(left) : null,
            next.State.IsEnded
                ? Leasing.Ended(
                    options.Retention, options.ProducerLease, !next.Entry.Producers.IsEmpty, isUncounted)
                : Leasing.Unfinished(UnfinishedRetention, options.ProducerLease));
    }

    private static TimeSpan Later(TimeSpan due) => due > TimeSpan.Zero ? due : TimeSpan.Zero;
}
