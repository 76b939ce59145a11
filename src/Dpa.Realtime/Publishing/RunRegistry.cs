using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Dpa.Realtime.Publishing;

/// <summary>The node's live runs, for control requests, leases and the stalled flag. Held weakly: a run that its producer let go of without an end loses its lease like one of a dead process.</summary>
internal sealed class RunRegistry
{
    // By pipeline: a control request of a subscriber must not cost a walk over all runs of the node.
    private readonly ConcurrentDictionary<string, ImmutableArray<WeakReference<RunPublisher>>> _byPipeline = new(StringComparer.Ordinal);

    /// <summary>How many transitions of all runs wait for a backplane that is away.</summary>
    public int TransitionsWaiting() => All().Sum(r => r.TransitionsWaiting);

    public void Add(RunPublisher run) =>
        _byPipeline.AddOrUpdate(run.PipelineId, static (_, one) => [one], static (_, all, one) => all.Add(one), new WeakReference<RunPublisher>(run));

    public void Remove(RunPublisher run) => Drop(run.PipelineId, reference => !reference.TryGetTarget(out var held) || ReferenceEquals(held, run));

    public bool Raise(string pipelineId, PipelineControls action)
    {
        var taken = false;
        foreach (var reference in _byPipeline.GetValueOrDefault(pipelineId, []))
            if (reference.TryGetTarget(out var run) && run.IsListening) taken |= run.Signals.Raise(action);
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
        var runs = new List<RunPublisher>(_byPipeline.Count);
        foreach (var (pipelineId, references) in _byPipeline)
        {
            var before = runs.Count;
            foreach (var reference in references)
                if (reference.TryGetTarget(out var run)) runs.Add(run);
            if (runs.Count - before < references.Length) Drop(pipelineId, static reference => !reference.TryGetTarget(out _));
        }

        return runs;
    }

    private void Drop(string pipelineId, Predicate<WeakReference<RunPublisher>> isGone)
    {
        while (_byPipeline.TryGetValue(pipelineId, out var held))
        {
            var rest = held.RemoveAll(isGone);
            if (rest.IsEmpty ? _byPipeline.TryRemove(new(pipelineId, held)) : _byPipeline.TryUpdate(pipelineId, rest, held)) return;
        }
    }
}
