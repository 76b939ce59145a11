using System.Collections.Immutable;

namespace Dpa.Realtime.Redis.Tests.Worlds;

/// <summary>
/// Follows one pipeline on a node as a client does: every state it is shown must be newer than the last, and the
/// transitions are raised once each, counting on over continuing epochs.
/// </summary>
internal sealed class Watcher : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private ImmutableList<PipelineState> _states = [];
    private ImmutableList<long> _transitions = [];
    private long _counted;
    private bool _hasCome;

    public Watcher(RealtimeHost host, string id) => _watching = Task.Run(() => WatchAsync(host, id));

    public ImmutableList<PipelineState> States => _states;

    public PipelineState? Last => States.Count == 0 ? null : States[^1];

    /// <summary>The numbers of the transitions that were raised.</summary>
    public ImmutableList<long> Transitions => _transitions;

    public Task UntilAsync(Func<PipelineState, bool> condition, string what) =>
        Dpa.Realtime.Faults.Eventually.HoldsAsync(
            () => _watching.IsFaulted ? throw _watching.Exception! : Last is { } last && condition(last),
            $"{what}; the last was {Last?.Position} {Last?.Status} {Last?.OverallProgress}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WatchAsync(RealtimeHost host, string id)
    {
        while (true)
        {
            try
            {
                _hasCome = false;
                await foreach (var state in host.Reader.WatchAsync(id, _stop.Token)) Take(state);
                return;
            }
            catch (PipelineException e) when (e.IsRetryable)
            {
                // It came while Redis was away: it comes again, as a client does.
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, _stop.Token);
            }
        }
    }

    private void Take(PipelineState state)
    {
        if (Last is { } last && state.Position <= last.Position)
        {
            if (_hasCome) throw new InvalidOperationException($"{state.Position} after {last.Position}");
            return; // the first state after coming again
        }

        _hasCome = true;
        // Restored from an older copy: counting goes on there (docs/protocol.md#what-a-client-does-with-a-frame).
        if (state.Continues is not null && state.Transition < _counted)
            _counted = state.Transition;
        foreach (var transition in state.Transitions.Where(t => t.Number > _counted))
            _transitions = _transitions.Add(transition.Number);
        _counted = Math.Max(_counted, state.Transition);
        _states = _states.Add(state);
    }
}
