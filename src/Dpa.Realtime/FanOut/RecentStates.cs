using System.Collections.Concurrent;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// States that polls read a moment ago. A client polls every 2 s, mostly for what has not moved: then its position is
/// compared, and the state, which its authorization needs, is not read from the backplane again. Bounded by number and
/// by size.
/// </summary>
internal sealed class RecentStates(IBackplane backplane)
{
    private const int MaxStates = 1000;
    private const int MaxStages = 20; // large ones are read again: at most about 20 MB are held

    private readonly ConcurrentDictionary<string, PipelineState> _states = new(StringComparer.Ordinal);

    /// <summary>Those of the pipelines that are still where the client holds them.</summary>
    public async ValueTask<List<PipelineState>> UnmovedAsync(
        IReadOnlyDictionary<string, PipelinePosition?> held, CancellationToken cancellationToken)
    {
        List<PipelineState> candidates =
        [
            .. held
                .Keys.Select(id => _states.GetValueOrDefault(id))
                .OfType<PipelineState>()
                .Where(state => held[state.Id] == state.Position),
        ];
        if (candidates.Count == 0)
            return candidates;
        var positions = await backplane
            .ReadPositionsAsync([.. candidates.Select(c => c.Id)], cancellationToken)
            .ConfigureAwait(false);
        return [.. candidates.Where(c => positions.TryGetValue(c.Id, out var now) && now == c.Position)];
    }

    public void Keep(PipelineState state)
    {
        if (state.StageList.Count > MaxStages)
        {
            _states.TryRemove(state.Id, out _);
            return;
        }

        if (_states.Count >= MaxStates) _states.Clear();
        _states[state.Id] = state;
    }
}
