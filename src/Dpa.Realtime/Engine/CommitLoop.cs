using System.Collections.Concurrent;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Engine;

/// <summary>
/// The one loop for every store: read, decide, commit, announce. Where another commit came first it is decided again.
/// </summary>
internal sealed class CommitLoop(
    WatchedStore store, StoreClock clock, FeedTable feeds, EpochSource epochs, DpaRealtimeOptions options,
    TimeProvider time, string node, bool isLocal)
{
    private const int ConflictsBeforeYielding = 4;

    // for a pipeline that has not ended and that receives no changes; the same as the default of Redis
    private static readonly TimeSpan UnfinishedRetention = TimeSpan.FromDays(14);

    private readonly ConcurrentQueue<AcceptedChange> _unsure = new();

    /// <param name="id">The pipeline.</param>
    /// <param name="argument">Handed to <paramref name="decide"/>, so that it needs no closure.</param>
    /// <param name="decide">Decides from what is there; called again after a conflict.</param>
    /// <param name="parts">The parts that it needs to know.</param>
    public async ValueTask<Decision> RunAsync<T>(
        string id, T argument, Func<StoredPipeline?, T, Moment, Decision> decide, IReadOnlyCollection<string>? parts =
            null)
    {
        var conflicts = 0;
        while (true)
        {
            var before = await ReadAsync(id, parts ?? []).ConfigureAwait(false);
            var decision = Decide(before, argument, decide);
            if (decision.Next is null) return decision;
            var result = await CommitAsync(before, decision).ConfigureAwait(false);
            if (result == CommitResult.Written)
            {
                feeds.Deliver(id, before?.Record.State, decision.Changes);
                return decision;
            }

            if (result == CommitResult.Stale) await ContinueAsync(id).ConfigureAwait(false);
            else if (++conflicts >= ConflictsBeforeYielding) await Task.Yield();
        }
    }

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
            throw Unreadable(e);
        }
    }

    /// <summary>This node's own decisions whose answer was lost and that were written after all.</summary>
    public async ValueTask<List<AcceptedChange>> SettleAsync()
    {
        List<AcceptedChange> made = [];
        for (var left = _unsure.Count; left > 0 && _unsure.TryPeek(out var unsure); left--)
        {
            var now = await FindAsync(unsure.State.Id).ConfigureAwait(false);
            _unsure.TryDequeue(out _);
            if (now is not null && unsure.Transitions.All(now.Record.State.Transitions.Contains)) made.Add(unsure);
        }

        return made;
    }

    /// <summary>Null, too, where another version has written it since.</summary>
    private async ValueTask<StoredPipeline?> FindAsync(string id)
    {
        try
        {
            return await ReadAsync(id, []).ConfigureAwait(false);
        }
        catch (PipelineException e) when (e.InnerException is InvalidDataException)
        {
            return null;
        }
    }

    private Decision Decide<T>(StoredPipeline? before, T argument, Func<StoredPipeline?, T, Moment, Decision> decide) =>
        decide(before, argument, new Moment(time.GetUtcNow(), time.GetTimestamp()));

    private async ValueTask<CommitResult> CommitAsync(StoredPipeline? before, Decision decision)
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
        try
        {
            return await store.CommitAsync(commit, default).ConfigureAwait(false);
        }
        catch (PipelineException)
        {
            // Nobody repeats these: whether they were written is found out once the store answers.
            if (decision.IsByNode)
                foreach (var change in decision.Changes)
                    if (!change.Transitions.IsEmpty) _unsure.Enqueue(change);
            throw;
        }
    }

    /// <summary>When the pipeline is to be looked at again, and how long it is kept.</summary>
    private (TimeSpan? DueIn, TimeSpan? RetainFor) Times(PipelineRecord next, in Decision decision, TimeSpan now)
    {
        var due = next.DueAt(options.ProducerLease) - now;
        // The node may fail before the parent's commit: a child is checked once more.
        var isUncounted = due is null && !isLocal && !decision.IsCounted && next.State.ParentId is not null;
        if (isUncounted) due = options.ProducerLease;
        return (
            due is { } left ? Later(left) : null, next.State.IsEnded ? Retention(next, isUncounted) : Unfinished);
    }

    /// <summary>
    /// The store went back: what was accepted since must not bear the positions that nodes and clients know.
    /// </summary>
    private async ValueTask ContinueAsync(string id)
    {
        store.OnFailed(); // the next sweep compares: runs report again what the older copy lacks
        while (true)
        {
            var before = await ReadAsync(id, []).ConfigureAwait(false);
            if (before is null) return;
            var decision = Decide(before, epochs, static (stored, epochs, at) => Restoring.Continue(
                stored!.Record.Entry, epochs.After(stored.Record.State.Position.Epoch), [], at));
            if (await CommitAsync(before, decision).ConfigureAwait(false) != CommitResult.Written) continue;
            feeds.Deliver(id, before.Record.State, decision.Changes);
            return;
        }
    }

    /// <summary>
    /// A producer that is still there may be about to begin a new attempt; a parent may have still to count it.
    /// </summary>
    private TimeSpan Retention(PipelineRecord ended, bool isUncounted)
    {
        var least = isUncounted ? 2 * options.ProducerLease
            : ended.Entry.Producers.IsEmpty ? TimeSpan.Zero
            : options.ProducerLease;
        return options.Retention > least ? options.Retention : least;
    }

    /// <summary>Every change and every renewal of a lease begins it again.</summary>
    private TimeSpan Unfinished => UnfinishedRetention > 3 * options.ProducerLease
        ? UnfinishedRetention
        : 3 * options.ProducerLease;

    private static TimeSpan Later(TimeSpan due) => due > TimeSpan.Zero ? due : TimeSpan.Zero;

    public static PipelineException Unreadable(Exception e) => new(
        "backplane_unavailable",
        "The store has a pipeline that another version of Dpa.Realtime wrote. Run the same version on all nodes.",
        isRetryable: true,
        e);
}
