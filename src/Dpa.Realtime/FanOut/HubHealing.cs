using System.Collections.Concurrent;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Publishing;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.FanOut;

/// <summary>Compares what this node holds with the backplane, and brings what is behind to the newest.</summary>
/// <param name="logs">The hub's.</param>
/// <param name="backplane">Where states are read and restored.</param>
/// <param name="runs">The runs of this node, which report again what a restored state lacks.</param>
/// <param name="transitions">Takes the transitions of restored states.</param>
/// <param name="reconnected">Called after an outage, once the states are compared.</param>
/// <param name="metrics">Counts what was behind.</param>
/// <param name="logger">The hub's.</param>
internal sealed class HubHealing(
    ConcurrentDictionary<string, PipelineLog> logs, IBackplane backplane, RunRegistry runs,
    TransitionDispatcher transitions, Action reconnected, RealtimeMetrics metrics, ILogger<PipelineHub> logger)
{
    private const int RestoresAtOnce = 64;

    private int _reconnects; // reported, not yet handled

    /// <summary>The backplane is reachable again after an outage.</summary>
    public void Reconnect()
    {
        // Runs once more after the current one, however often a reconnect is reported meanwhile.
        if (Interlocked.Increment(ref _reconnects) == 1) _ = ReconnectedAsync();
    }

    /// <summary>
    /// Compares this node's states with the backplane's positions and reads those that are behind again. After an
    /// outage the backplane may have lost state: a newer state of this node is restored there, and runs report again
    /// what a restored state lacks. An ended pipeline is restored only where the backplane has an older copy of it:
    /// where it has none, its retention may be over, or only an archive has it, and each restore would give it another
    /// epoch.
    /// </summary>
    /// <param name="wasUnavailable">Whether the backplane may have lost state since the last comparison.</param>
    public async Task HealAsync(bool wasUnavailable)
    {
        await TryHealAsync(() => HealLogsAsync(wasUnavailable)).ConfigureAwait(false);
        await TryHealAsync(() => runs.CompareAsync(backplane, wasUnavailable)).ConfigureAwait(false);
    }

    private async Task TryHealAsync(Func<ValueTask> heal)
    {
        try
        {
            await heal().ConfigureAwait(false);
        }
        catch (PipelineException e) when (e.IsRetryable)
        {
            // Unavailable: the backplane reports this itself, and healing runs again.
        }
        catch (Exception e)
        {
            logger.LoopFailed("healing", e);
        }
    }

    private async ValueTask HealLogsAsync(bool wasUnavailable)
    {
        var held = logs.Values
            .Where(l => wasUnavailable || l.Head is not { IsEnded: true })
            .ToDictionary(l => l.PipelineId, StringComparer.Ordinal);
        if (held.Count == 0)
            return;
        var positions = await backplane.ReadPositionsAsync(held.Keys, CancellationToken.None).ConfigureAwait(false);
        if (wasUnavailable)
            await RestoreAsync(held.Values, positions).ConfigureAwait(false);
        var behind = positions
            .Where(p => held[p.Key].Head is not { } head || head.Position < p.Value)
            .Select(p => p.Key)
            .ToArray();
        if (behind.Length == 0)
            return;
        metrics.Heals.Add(behind.Length);
        foreach (var state in await backplane.ReadAsync(behind, CancellationToken.None).ConfigureAwait(false))
            held[state.Id].Seed(state);
    }

    /// <summary>Compares heads before any run applies changes: lost state is restored first.</summary>
    private async Task ReconnectedAsync()
    {
        int reported;
        do
        {
            reported = Volatile.Read(ref _reconnects);
            await HealAsync(wasUnavailable: true).ConfigureAwait(false);
            reconnected();
            await runs.RetryAsync().ConfigureAwait(false);
        }
        while (Interlocked.Add(ref _reconnects, -reported) > 0);
    }

    private async ValueTask RestoreAsync(
        IEnumerable<PipelineLog> held, IReadOnlyDictionary<string, PipelinePosition> positions)
    {
        var lost = held.Select(l => l.Head).OfType<PipelineState>()
            .Where(head => positions.TryGetValue(head.Id, out var known) ? known < head.Position : !head.IsEnded);
        // Several at a time: over a network one after the other would take as many round trips.
        foreach (var some in lost.Chunk(RestoresAtOnce))
        foreach (
            var restored in await Task.WhenAll(
                    some.Select(head => backplane.RestoreAsync(head, CancellationToken.None).AsTask()))
                .ConfigureAwait(false))
            transitions.Enqueue(restored);
    }
}
