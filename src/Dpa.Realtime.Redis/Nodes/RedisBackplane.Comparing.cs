using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Links;

namespace Dpa.Realtime.Redis.Nodes;

/// <content>
/// Redis is reachable again: nodes restore what they hold in a newer state, before any change is applied and before any
/// producer counts as lost.
/// </content>
internal sealed partial class RedisBackplane
{
    private const int RestoredAtOnce = 1000; // by one call of the watch list's script

    /// <summary>
    /// Each node first publishes what it holds and waits until all nodes have done so. Then the node that holds most
    /// restores. Meanwhile the script refuses the writes of all others.
    /// </summary>
    private async ValueTask CompareAsync(Suspicion suspicion)
    {
        var held = Held();
        var sign = new RestoringSign(_marks, _time);
        await using var _ = sign.ConfigureAwait(false);
        // Before the offers, which take seconds if there are many: meanwhile other nodes find out what is missing.
        if (!suspicion.Generations.IsEmpty && held.Count > 0) await sign.SetAsync().ConfigureAwait(false);
        var offers = await _offers.MakeAsync(held, MayHaveExpired).ConfigureAwait(false);
        PipelineState[] lost = [.. offers.Where(o => o.IsLost).Select(o => o.State)];
        var news = suspicion.Generations.Where(g => !_generations.Has(g)).ToHashSet(StringComparer.Ordinal);
        if (news.Count == 0 && lost.Length > 0) news.Add(Guid.NewGuid().ToString("N")); // lost in part only
        if (news.Count > 0)
        {
            var began = _time.GetTimestamp();
            // Before the others are notified that this node has compared: from then on the missing data is being
            // restored.
            if (lost.Length > 0) await sign.SetAsync().ConfigureAwait(false);
            news.UnionWith(offers.Select(o => o.Primary).Append(_marks.Primary).Where(p => !_generations.Has(p)));
            await _barrier.ArriveAsync(news).ConfigureAwait(false);
            foreach (var generation in news) await _inbox.TellLostAsync(generation).ConfigureAwait(false);
            var isWhole = await _barrier.WaitAsync(news).ConfigureAwait(false);
            foreach (var generation in news) _generations.Add(generation, isWhole);
            _logger.Compared(lost.Length, isWhole, (long)_time.GetElapsedTime(began).TotalMilliseconds);
            var given = await GiveBackAsync(lost).ConfigureAwait(false);
            if (suspicion.IsCertain || lost.Length > 0) _logger.DataLost(given);
            _marks.Settle();
        }

        await sign.ClearAsync().ConfigureAwait(false);

        await Parallel
            .ForEachAsync(offers.Where(o => o.IsForked), _several, async (offer, _) =>
                await SkippedAsync(() => RepublishAsync(offer.State)).ConfigureAwait(false))
            .ConfigureAwait(false);
        await RenewAsync(_slots.Producers()).ConfigureAwait(false);
        await _owners.TellAllAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Another node compares a generation that this one may have compared already: then the other need not wait for it.
    /// </summary>
    private void OnLost(string generation)
    {
        if (!_generations.Has(generation)) _recovery.Suspect(generation);
        else _ = ArriveAsync(generation);
    }

    private async Task ArriveAsync(string generation)
    {
        try
        {
            await _barrier.ArriveAsync([generation]).ConfigureAwait(false);
        }
        catch (PipelineException)
        {
            // Logged by the link; the other node does not wait for ever.
        }
    }

    /// <summary>
    /// Runs a step for one of many entries: an entry that cannot be read does not affect the others. The link has
    /// logged it.
    /// </summary>
    private static async ValueTask SkippedAsync(Func<ValueTask> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (PipelineException e) when (RedisFailure.IsUnreadable(e))
        {
            // Nothing is written over data of another version; a node of that version may handle it.
        }
    }

    /// <returns>How many pipelines this node restored.</returns>
    private async ValueTask<int> GiveBackAsync(IReadOnlyCollection<PipelineState> lost)
    {
        var best = await _offers.BestAsync(lost).ConfigureAwait(false);
        var given = await RestoreAllAsync([.. lost.Where(state => best.Contains(state.Id))]).ConfigureAwait(false);
        // Others hold newer states of these, and the script waits for them. If they have gone since, what this node
        // holds is better than nothing.
        return given + await RestoreAllAsync([.. lost.Where(state => !best.Contains(state.Id))]).ConfigureAwait(false);
    }

    private async ValueTask<int> RestoreAllAsync(IReadOnlyCollection<PipelineState> held)
    {
        var given = 0;
        foreach (var some in held.Chunk(RestoredAtOnce))
        {
            await _watch
                .SetAsync([.. some.Where(s => !s.IsEnded).Select(s => s.Id)], _options.ProducerLease)
                .ConfigureAwait(false);
            await Parallel
                .ForEachAsync(some, _several, async (state, _) => await SkippedAsync(async () =>
                        {
                            if (await GiveBackAsync(state).ConfigureAwait(false))
                                Interlocked.Increment(ref given);
                        })
                        .ConfigureAwait(false))
                .ConfigureAwait(false);
        }

        return given;
    }

    private async ValueTask<bool> GiveBackAsync(PipelineState state)
    {
        var entry = _slots.Find(state.Id)?.HeldEntry;
        var restored = await RestoreAsync(
                state, producerToken: null, entry?.State.Position == state.Position ? entry : null, isWatched: true)
            .ConfigureAwait(false);
        var isRestored = restored.Status == ApplyStatus.Applied;
        // Another node was first, perhaps with an older state.
        if (!isRestored && restored.State is { } now && now.Position.Epoch != state.Position.Epoch)
            await RepublishAsync(state).ConfigureAwait(false);
        Tell(restored.Parents);
        return isRestored;
    }

    /// <summary>The newest state of each pipeline that this node writes or watches.</summary>
    private List<PipelineState> Held()
    {
        var held = _slots.Held().ToDictionary(entry => entry.State.Id, entry => entry.State, StringComparer.Ordinal);
        foreach (var state in _feeds.Held())
            if (!held.TryGetValue(state.Id, out var known) || known.Position < state.Position) held[state.Id] = state;
        return [.. held.Values];
    }

    private bool MayHaveExpired(PipelineState state) =>
        state.IsEnded && _time.GetUtcNow() - state.Timestamp >= _retention;
}
