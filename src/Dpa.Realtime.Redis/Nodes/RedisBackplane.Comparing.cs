using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Entries;

namespace Dpa.Realtime.Redis.Nodes;

/// <content>Redis is reached again: what nodes hold further on is given back, before anybody applies and before anybody is taken for lost.</content>
internal sealed partial class RedisBackplane
{
    // Long enough for the others to hear of the loss and to say what they hold, short beside the 2 s after which a transition is held.
    private static readonly TimeSpan OffersTime = TimeSpan.FromMilliseconds(400);
    private static readonly ParallelOptions Several = new() { MaxDegreeOfParallelism = 32 };

    private async ValueTask CompareAsync(bool wasLost)
    {
        var lost = await LostAsync(Held()).ConfigureAwait(false);
        if (wasLost || lost.Count > 0) _logger.DataLost(await GiveBackAsync(lost).ConfigureAwait(false));
        await RenewAsync(_slots.Producers()).ConfigureAwait(false);
        await _owners.TellAllAsync().ConfigureAwait(false);
    }

    /// <returns>How many this node gave back.</returns>
    private async ValueTask<int> GiveBackAsync(IReadOnlyCollection<PipelineState> lost)
    {
        await _inbox.TellLostAsync().ConfigureAwait(false);
        await _offers.MakeAsync(lost).ConfigureAwait(false);
        await Task.Delay(OffersTime, _time).ConfigureAwait(false);
        var best = await _offers.BestAsync(lost).ConfigureAwait(false);
        var given = await RestoreAllAsync([.. lost.Where(state => best.Contains(state.Id))]).ConfigureAwait(false);
        if (best.Count == lost.Count) return given;
        // Others hold more of these. Should they have gone since, what this node holds is better than nothing.
        await Task.Delay(OffersTime, _time).ConfigureAwait(false);
        return given + await RestoreAllAsync([.. lost.Where(state => !best.Contains(state.Id))]).ConfigureAwait(false);
    }

    private async ValueTask<int> RestoreAllAsync(IReadOnlyCollection<PipelineState> held)
    {
        var lost = await LostAsync(held).ConfigureAwait(false);
        await Parallel.ForEachAsync(lost, Several, async (state, _) =>
        {
            var entry = _slots.Find(state.Id)?.HeldEntry;
            var restored = await RestoreAsync(state, producerToken: null, entry?.State.Position == state.Position ? entry : null).ConfigureAwait(false);
            Tell(restored.Parents);
        }).ConfigureAwait(false);
        return lost.Count;
    }

    /// <summary>The newest of each pipeline that this node writes or watches.</summary>
    private List<PipelineState> Held()
    {
        var held = _slots.Held().ToDictionary(entry => entry.State.Id, entry => entry.State, StringComparer.Ordinal);
        foreach (var state in _feeds.Held())
            if (!held.TryGetValue(state.Id, out var known) || known.Position < state.Position) held[state.Id] = state;
        return [.. held.Values];
    }

    private async ValueTask<IReadOnlyCollection<PipelineState>> LostAsync(IReadOnlyCollection<PipelineState> held)
    {
        if (held.Count == 0) return [];
        var positions = await _store.ReadPositionsAsync([.. held.Select(state => state.Id)]).ConfigureAwait(false);
        return [.. held.Where(state => IsLost(state, positions))];
    }

    private bool IsLost(PipelineState state, Dictionary<string, PipelinePosition> positions)
    {
        if (positions.TryGetValue(state.Id, out var known) && known >= state.Position) return false;
        return !state.IsEnded || _time.GetUtcNow() - state.Timestamp < _retention; // otherwise it has merely expired
    }
}
