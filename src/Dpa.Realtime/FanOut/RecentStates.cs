using System.Collections.Concurrent;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// States that polls read a moment ago. A client polls every 2 s, mostly for what has not moved: then its position is compared, and the state, which its authorization needs,
/// is not read from the backplane again. Bounded by number and by size.
/// </summary>
internal sealed class RecentStates(PipelineHub hub, IBackplane backplane)
{
    private const int MaxStates = 1000;
    private const int MaxStages = 20; // large ones are read again: at most about 20 MB are held

    private readonly ConcurrentDictionary<string, PipelineState> _states = new(StringComparer.Ordinal);

    /// <summary>The newest state of each; unknown ones are left out.</summary>
    /// <param name="held">The pipelines, each with the position that the client holds.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async ValueTask<List<PipelineState>> ReadAsync(IReadOnlyDictionary<string, PipelinePosition?> held, CancellationToken cancellationToken)
    {
        PipelineState[] candidates = [.. held.Keys.Select(id => _states.GetValueOrDefault(id)).OfType<PipelineState>().Where(state => held[state.Id] == state.Position)];
        var unmoved = new List<PipelineState>(candidates.Length);
        if (candidates.Length > 0)
        {
            var positions = await backplane.ReadPositionsAsync([.. candidates.Select(c => c.Id)], cancellationToken).ConfigureAwait(false);
            unmoved.AddRange(candidates.Where(c => positions.TryGetValue(c.Id, out var now) && now == c.Position));
        }

        if (unmoved.Count == held.Count) return unmoved;
        foreach (var state in await hub.ReadAsync([.. held.Keys.Except(unmoved.Select(s => s.Id))], cancellationToken).ConfigureAwait(false))
        {
            Keep(state);
            unmoved.Add(state);
        }

        return unmoved;
    }

    private void Keep(PipelineState state)
    {
        if (state.Stages.Length > MaxStages)
        {
            _states.TryRemove(state.Id, out _);
            return;
        }

        if (_states.Count >= MaxStates) _states.Clear();
        _states[state.Id] = state;
    }
}
