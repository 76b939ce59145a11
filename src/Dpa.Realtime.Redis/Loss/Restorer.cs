using Dpa.Realtime.Backplane;
using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Engine;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Feeds;

namespace Dpa.Realtime.Redis.Loss;

/// <summary>Restores what was lost, and readmits its producers.</summary>
internal sealed class Restorer(
    Transactions transactions, EntryStore store, WatchList watch, OwnerTopic owners, Announcements announcements,
    EpochSource epochs, FeedContext context, RedisMetrics metrics, DpaRealtimeOptions options, TimeProvider time)
{
    public async ValueTask<ApplyResult> RestoreAsync(
        PipelineState held, string? producerToken, StoredEntry? known = null, bool isWatched = false)
    {
        if (!isWatched && (producerToken is not null || !held.IsEnded))
            await watch.SetAsync([held.Id]).ConfigureAwait(false);
        if (held is { ParentId: null, IsEnded: false }) await owners.AddAsync(held.Owner, held.Id).ConfigureAwait(false);
        var isRestored = false;
        PipelineState? forked = null;
        var result = await transactions.RunAsync(held.Id, async (entry, _) =>
        {
            var now = new Moment(time.GetUtcNow(), 0);
            var isLost = Restoring.IsLost(entry?.Entry, held);
            var children = isLost ? await ContributionsAsync(entry, held).ConfigureAwait(false) : [];
            var epoch = epochs.After(held.Position.Epoch);
            var decision = Restoring.Decide(entry?.Entry, held, producerToken, epoch, known?.Producers, children, now);
            isRestored = decision.IsNewEpoch;
            forked = Restoring.LeavesOut(entry?.Entry, held, options.TransitionsKept, now) ? entry!.State : null;
            return decision;
        }).ConfigureAwait(false);
        if (!isRestored) return result;
        metrics.Restored.Add(1);
        if (forked is not null) await RepublishAsync(forked).ConfigureAwait(false);
        return await announcements.AnnouncedAsync(result, isNew: true).ConfigureAwait(false);
    }

    /// <summary>Applies again what this node knows to be accepted and what the continuing copy lacks.</summary>
    public async ValueTask RepublishAsync(PipelineState accepted)
    {
        var result = await transactions
            .RunAsync(
                accepted.Id,
                entry => Restoring.Republish(
                    entry?.Entry, accepted, options.TransitionsKept, new Moment(time.GetUtcNow(), 0)))
            .ConfigureAwait(false);
        if (result.Status == ApplyStatus.Applied)
            Tell((await announcements.AnnouncedAsync(result, isNew: false).ConfigureAwait(false)).Parents);
    }

    /// <summary>Exactly one node made each of these changes, and notifies its handlers.</summary>
    public void Tell(IEnumerable<AcceptedChange> changes)
    {
        foreach (var change in changes) context.Receiver.OnProducerLost(change);
    }

    /// <summary>
    /// A restored parent finds those of its children that Redis still knows. The others stay in its sums without an id
    /// until they report again.
    /// </summary>
    private async ValueTask<IReadOnlyCollection<KeyValuePair<string, ChildContribution>>> ContributionsAsync(
        StoredEntry? entry, PipelineState held)
    {
        if (held.Children.IsEmpty || entry?.Entry.Children is null) return [];
        return await store.ReadAllChildrenAsync(held.Id).ConfigureAwait(false);
    }
}
