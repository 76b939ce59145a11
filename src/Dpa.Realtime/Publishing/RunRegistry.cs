using System.Collections.Concurrent;

namespace Dpa.Realtime.Publishing;

/// <summary>The node's live runs, for control requests, leases and the stalled flag. Held weakly: a run that its producer let go of without an end loses its lease like one of a dead process.</summary>
internal sealed class RunRegistry
{
    private readonly ConcurrentDictionary<string, WeakReference<RunPublisher>> _byToken = new(StringComparer.Ordinal);

    /// <summary>How many transitions of all runs wait for a backplane that is away.</summary>
    public int TransitionsWaiting() => All().Sum(r => r.TransitionsWaiting);

    public void Add(RunPublisher run) => _byToken[run.Token] = new WeakReference<RunPublisher>(run);

    public void Remove(RunPublisher run) => _byToken.TryRemove(run.Token, out _);

    public bool Raise(string pipelineId, PipelineControls action)
    {
        var taken = false;
        foreach (var run in All())
            if (string.Equals(run.PipelineId, pipelineId, StringComparison.Ordinal) && run.IsListening) taken |= run.Signals.Raise(action);
        return taken;
    }

    /// <summary>The backplane is back: what is held is tried at once.</summary>
    public void RetryNow()
    {
        foreach (var run in All()) run.RetryNow();
    }

    /// <summary>Tells the runs whose pipelines go on in another epoch than they know.</summary>
    public async ValueTask CompareAsync(IBackplane backplane)
    {
        var runs = All().Where(r => !r.IsOver).ToLookup(r => r.PipelineId, StringComparer.Ordinal);
        if (runs.Count == 0) return;
        var positions = await backplane.ReadPositionsAsync([.. runs.Select(r => r.Key)], CancellationToken.None).ConfigureAwait(false);
        string[] moved = [.. positions.Where(p => runs[p.Key].Any(r => !string.Equals(r.State.Position.Epoch, p.Value.Epoch, StringComparison.Ordinal))).Select(p => p.Key)];
        if (moved.Length == 0) return;
        foreach (var state in await backplane.ReadAsync(moved, CancellationToken.None).ConfigureAwait(false))
            foreach (var run in runs[state.Id]) run.Compare(state);
    }

    public IReadOnlyCollection<RunPublisher> All()
    {
        var runs = new List<RunPublisher>(_byToken.Count);
        foreach (var (token, reference) in _byToken)
        {
            if (reference.TryGetTarget(out var run)) runs.Add(run);
            else _byToken.TryRemove(token, out _);
        }

        return runs;
    }
}
