using System.Collections.Immutable;
using System.Collections.Concurrent;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Engine;

/// <summary>
/// The one loop for every store: read, decide, commit, announce. Where another commit came first it is decided again.
/// </summary>
internal sealed class CommitLoop(ICommitStore store, IDelivery feeds, EpochSource epochs, TimeProvider time)
{
    private const int ConflictsBeforeYielding = 4;

    private readonly ConcurrentQueue<AcceptedChange> _unsure = new();

    /// <summary>All parts of a pipeline, from stores that can read them all; none from others.</summary>
    public static IReadOnlyCollection<string> AllParts { get; } = Array.AsReadOnly<string>([]);

    /// <param name="id">The pipeline.</param>
    /// <param name="argument">Handed to <paramref name="decide"/>, so that it needs no closure.</param>
    /// <param name="decide">Decides from what is there; called again after a conflict.</param>
    /// <param name="parts">The parts that it needs to know.</param>
    /// <param name="isFresh">Whether leases matter: they are renewed without a commit that other nodes notice.</param>
    public async ValueTask<Decision> RunAsync<T>(
        string id, T argument, Func<StoredPipeline?, T, Moment, Decision> decide,
        IReadOnlyCollection<string>? parts = null, bool isFresh = false)
    {
        var session = store.Enter(id, isFresh);
        try
        {
            for (var conflicts = 0; ;)
            {
                var before = await session.ReadAsync(id, parts ?? []).ConfigureAwait(false);
                var decision = decide(before, argument, new Moment(time.GetUtcNow(), time.GetTimestamp()));
                var result = decision.Next is null
                    ? await session.CheckAsync(id, decision).ConfigureAwait(false)
                    : await CommitAsync(session, id, before, decision).ConfigureAwait(false);
                if (result == CommitResult.Written)
                {
                    feeds.Deliver(id, before?.Record.State, decision.Changes);
                    return decision.IsNewEpoch ? decision with { Replaced = before?.Record.State } : decision;
                }

                if (result == CommitResult.Stale) await ContinueAsync(id, session).ConfigureAwait(false);
                else if (++conflicts >= ConflictsBeforeYielding) await Task.Yield();
            }
        }
        finally
        {
            session.Leave();
        }
    }

    public ValueTask<StoredPipeline?> FindAsync(string id) => store.FindAsync(id);

    /// <summary>This node's own decisions whose answer was lost and that were written after all.</summary>
    public async ValueTask<List<AcceptedChange>> SettleAsync()
    {
        List<AcceptedChange> made = [];
        for (var left = _unsure.Count; left > 0 && _unsure.TryPeek(out var unsure); left--)
        {
            StoredPipeline? now;
            try
            {
                now = await FindReadableAsync(unsure.State.Id).ConfigureAwait(false);
            }
            catch (PipelineException) when (made.Count > 0)
            {
                break; // those that were found go to their handlers now, the others with the next sweep
            }

            _unsure.TryDequeue(out _);
            // The newest of them: of many the state keeps only the last.
            if (now is not null && IsLastIn(now.Record.State, unsure.Transitions)) made.Add(unsure);
        }

        return made;
    }

    private static bool IsLastIn(PipelineState state, ImmutableArray<PipelineTransition> made) =>
        made is not [.., var last] || state.Transitions.Contains(last);

    /// <summary>Null, too, where another version has written it since.</summary>
    private async ValueTask<StoredPipeline?> FindReadableAsync(string id)
    {
        try
        {
            return await store.FindAsync(id).ConfigureAwait(false);
        }
        catch (PipelineException e) when (e.InnerException is InvalidDataException)
        {
            return null;
        }
    }

    private async ValueTask<CommitResult> CommitAsync(
        ICommitSession session, string id, StoredPipeline? before, Decision decision)
    {
        try
        {
            return await session.CommitAsync(id, before, decision).ConfigureAwait(false);
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

    /// <summary>
    /// The store went back: what was accepted since must not bear the positions that nodes and clients know.
    /// </summary>
    private async ValueTask ContinueAsync(string id, ICommitSession session) => await RunAsync(
        id,
        (session, epochs),
        static (stored, a, at) => stored is null || !a.session.IsStale(stored)
            ? Decision.Only(ApplyStatus.Unchanged, stored?.Record.Entry)
            : Restoring.Continue(
                stored.Record.Entry, a.epochs.After(stored.Record.State.Position.Epoch), stored.Children, at),
        AllParts).ConfigureAwait(false);

    public static PipelineException Unreadable(Exception e) => new(
        "backplane_unavailable",
        "The store has a pipeline that another version of Dpa.Realtime wrote. Run the same version on all nodes.",
        isRetryable: true,
        e);
}
