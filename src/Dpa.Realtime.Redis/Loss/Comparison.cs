using Dpa.Realtime.Backplane;
using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Feeds;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Redis.Loss;

/// <summary>
/// Redis is reachable again: nodes restore what they hold in a newer state, before any change is applied and before any
/// producer counts as lost.
/// </summary>
internal sealed class Comparison(
    HeldStates held, SlotTable slots, SharedMarks marks, Generations generations, Offers offers, OfferBarrier barrier,
    Restorer restorer, Leases leases, NodeInbox inbox, OwnerTopic owners, WatchList watch, Several several,
    TimeProvider time, ILogger logger)
{
    private const int RestoredAtOnce = 1000; // by one call of the watch list's script

    /// <summary>
    /// Each node first publishes what it holds and waits until all nodes have done so. Then the node that holds most
    /// restores. Meanwhile the script refuses the writes of all others.
    /// </summary>
    public async ValueTask RunAsync(Suspicion suspicion)
    {
        var states = held.All();
        var sign = new RestoringSign(marks, time);
        await using var _ = sign.ConfigureAwait(false);
        // Before the offers, which take seconds if there are many: meanwhile other nodes find out what is missing.
        if (!suspicion.Generations.IsEmpty && states.Count > 0) await sign.SetAsync().ConfigureAwait(false);
        var made = await offers.MakeAsync(states, held.MayHaveExpired).ConfigureAwait(false);
        PipelineState[] lost = [.. made.Where(o => o.IsLost).Select(o => o.State)];
        var news = suspicion.Generations.Where(g => !generations.Has(g)).ToHashSet(StringComparer.Ordinal);
        if (news.Count == 0 && lost.Length > 0) news.Add(Guid.NewGuid().ToString("N")); // lost in part only
        if (news.Count > 0)
        {
            var began = time.GetTimestamp();
            // Before the others are notified that this node has compared: from then on the missing data is being
            // restored.
            if (lost.Length > 0) await sign.SetAsync().ConfigureAwait(false);
            news.UnionWith(made.Select(o => o.Primary).Append(marks.Primary).Where(p => !generations.Has(p)));
            await barrier.ArriveAsync(news).ConfigureAwait(false);
            foreach (var generation in news) await inbox.NotifyLostAsync(generation).ConfigureAwait(false);
            var isWhole = await barrier.WaitAsync(news).ConfigureAwait(false);
            foreach (var generation in news) generations.Add(generation, isWhole);
            logger.Compared(lost.Length, isWhole, (long)time.GetElapsedTime(began).TotalMilliseconds);
            var given = await RestoreAsync(lost).ConfigureAwait(false);
            if (suspicion.IsCertain || lost.Length > 0) logger.DataLost(given);
            marks.Settle();
        }

        await sign.ClearAsync().ConfigureAwait(false);

        await several
            .ForEachAsync(made.Where(o => o.IsForked), offer => restorer.RepublishAsync(offer.State))
            .ConfigureAwait(false);
        await leases.RenewAsync(slots.Producers()).ConfigureAwait(false);
        await owners.NotifyAllAsync().ConfigureAwait(false);
    }

    /// <returns>How many pipelines this node restored.</returns>
    private async ValueTask<int> RestoreAsync(IReadOnlyCollection<PipelineState> lost)
    {
        var best = await offers.BestAsync(lost).ConfigureAwait(false);
        var given = await RestoreAllAsync([.. lost.Where(state => best.Contains(state.Id))]).ConfigureAwait(false);
        // Others hold newer states of these, and the script waits for them. If they have gone since, what this node
        // holds is better than nothing.
        return given + await RestoreAllAsync([.. lost.Where(state => !best.Contains(state.Id))]).ConfigureAwait(false);
    }

    private async ValueTask<int> RestoreAllAsync(IReadOnlyCollection<PipelineState> lost)
    {
        var given = 0;
        foreach (var some in lost.Chunk(RestoredAtOnce))
        {
            await watch.SetAsync([.. some.Where(s => !s.IsEnded).Select(s => s.Id)]).ConfigureAwait(false);
            await several.ForEachAsync(some, async state =>
            {
                if (await RestoreAsync(state).ConfigureAwait(false)) Interlocked.Increment(ref given);
            }).ConfigureAwait(false);
        }

        return given;
    }

    private async ValueTask<bool> RestoreAsync(PipelineState state)
    {
        var entry = slots.Find(state.Id)?.HeldEntry;
        var restored = await restorer
            .RestoreAsync(
                state, producerToken: null, entry?.State.Position == state.Position ? entry : null, isWatched: true)
            .ConfigureAwait(false);
        var isRestored = restored.Status == ApplyStatus.Applied;
        // Another node was first, perhaps with an older state.
        if (!isRestored && restored.State is { } now && now.Position.Epoch != state.Position.Epoch)
            await restorer.RepublishAsync(state).ConfigureAwait(false);
        restorer.NotifyHandlers(restored.Parents);
        return isRestored;
    }
}
