using Dpa.Realtime.Backplane;
using Dpa.Realtime.Redis.Entries;

namespace Dpa.Realtime.Redis.Nodes;

/// <content>Restores what was lost, and readmits its producers.</content>
internal sealed partial class RedisBackplane
{
    public async ValueTask<ApplyResult> RestoreAsync(PipelineState held, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await RestoreAsync(held, producerToken: null).ConfigureAwait(false);
    }

    public async ValueTask<ApplyResult> ReadmitAsync(
        PipelineState held, string producerToken, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await LetOthersAsync(held.Id).ConfigureAwait(false);
        var newest = Newest(held);
        // The count of take-overs stays the producer's own: it decides whether the producer is readmitted.
        return await RestoreAsync(newest with { Fence = held.Fence }, producerToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A producer finds its pipeline missing. Another node may hold a newer state, and the first to restore wins.
    /// So the nodes are made to compare, and the producer tries again later. It does not wait here, because that would
    /// block the turns of others.
    /// </summary>
    /// <exception cref="PipelineException">The nodes have not compared yet.</exception>
    private async ValueTask LetOthersAsync(string id)
    {
        if (
            _slots.Find(id) is not { Held: { } held }
            || MayHaveExpired(held)
            || await IsThereAsync(id).ConfigureAwait(false))
            return;
        await _recovery.LookNowAsync().ConfigureAwait(false);
        if (!_recovery.IsPending) _recovery.TriggerUnlessRunning(); // a run that is under way restores it too
        throw Recovery.NotRestored();
    }

    private async ValueTask<bool> IsThereAsync(string id) =>
        (await _store.ReadPositionsAsync([id]).ConfigureAwait(false)).Count > 0;

    /// <summary>The newest state that this node knows: written by it, received by it, or given as argument.</summary>
    private PipelineState Newest(PipelineState held)
    {
        foreach (var known in new[] { _slots.Find(held.Id)?.Held, _feeds.Held(held.Id) })
            if (known is not null && known.Position > held.Position) held = known;
        return held;
    }

    private async ValueTask<ApplyResult> RestoreAsync(
        PipelineState held, string? producerToken, StoredEntry? known = null, bool isWatched = false)
    {
        if (!isWatched && (producerToken is not null || !held.IsEnded))
            await _watch.SetAsync([held.Id], _options.ProducerLease).ConfigureAwait(false);
        if (held is { ParentId: null, IsEnded: false })
            await _owners.AddAsync(held.Owner, held.Id).ConfigureAwait(false);
        var isRestored = false;
        PipelineState? forked = null;
        var result = await _transactions.RunAsync(held.Id, async (entry, _) =>
        {
            var isLost = Restoring.IsLost(entry?.Entry, held);
            var children = isLost ? await ContributionsAsync(entry, held).ConfigureAwait(false) : [];
            var epoch = _epochs.After(held.Position.Epoch);
            var decision = Restoring.Decide(entry?.Entry, held, producerToken, epoch, known?.Producers, children, Now);
            isRestored = decision.IsNewEpoch;
            forked = Restoring.LeavesOut(entry?.Entry, held, _options.TransitionsKept, Now) ? entry!.State : null;
            return decision;
        }).ConfigureAwait(false);
        if (!isRestored) return result;
        _metrics.Restored.Add(1);
        if (forked is not null) await RepublishAsync(forked).ConfigureAwait(false);
        return await AnnouncedAsync(result, isNew: true).ConfigureAwait(false);
    }

    /// <summary>
    /// Not all nodes could be asked what they hold of a pipeline that another primary wrote.
    /// If a node with a newer state arrives later, its state and what is accepted now must not have the same positions.
    /// So the pipeline continues in a new epoch.
    /// </summary>
    private async ValueTask ContinueAsync(string id, string primary) =>
        await _transactions
            .RunAsync(id, async (entry, _) =>
            {
                if (entry is null || entry.Primary == primary)
                    return Decision.Only(ApplyStatus.Unchanged, entry?.Entry);
                var children = await ContributionsAsync(entry, entry.State).ConfigureAwait(false);
                return Restoring.Continue(entry.Entry, _epochs.After(entry.State.Position.Epoch), children, Now);
            })
            .ConfigureAwait(false);

    /// <summary>Applies again what this node knows to be accepted and what the continuing copy lacks.</summary>
    private async ValueTask RepublishAsync(PipelineState accepted)
    {
        var result = await _transactions
            .RunAsync(accepted.Id, entry => Restoring.Republish(entry?.Entry, accepted, _options.TransitionsKept, Now))
            .ConfigureAwait(false);
        if (result.Status == ApplyStatus.Applied)
            Tell((await AnnouncedAsync(result, isNew: false).ConfigureAwait(false)).Parents);
    }

    /// <summary>
    /// A restored parent finds those of its children that Redis still knows. The others stay in its sums without an id
    /// until they report again.
    /// </summary>
    private async ValueTask<IReadOnlyCollection<KeyValuePair<string, ChildContribution>>> ContributionsAsync(
        StoredEntry? entry, PipelineState held)
    {
        if (held.Children.IsEmpty || entry?.Entry.Children is null) return [];
        return await _store.ReadAllChildrenAsync(held.Id).ConfigureAwait(false);
    }
}
