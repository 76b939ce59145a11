using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// The node's live runs, for control requests, leases and the stalled flag. Held by weak references: a run that its
/// producer dropped without an end loses its lease, as if the process had ended.
/// </summary>
internal sealed class RunRegistry(TimeProvider? time = null)
{
    private const int RetriesAtOnce = 500;
    private const int MarksAtOnce = 1000;
    private const int ComparedAtOnce = 1000;
    private static readonly TimeSpan BetweenRetries = TimeSpan.FromMilliseconds(50);

    // By pipeline: a control request of a subscriber must not cost a walk over all runs of the node.
    private readonly ConcurrentDictionary<string, ImmutableArray<WeakReference<RunPublisher>>> _byPipeline = new(
        StringComparer.Ordinal);
    private readonly ConcurrentDictionary<RunPublisher, bool> _asking = new();
    private readonly Lock _lock = new();
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private int _retries;
    private Queue<string> _uncompared = new(); // pipelines, under the lock

    /// <summary>How often the backplane was reported reachable again.</summary>
    public int Retries => Volatile.Read(ref _retries);

    /// <summary>How many transitions of all runs wait for an unavailable backplane.</summary>
    public int TransitionsWaiting() => All().Sum(r => r.TransitionsWaiting);

    public void Add(RunPublisher run) =>
        _byPipeline.AddOrUpdate(
            run.PipelineId,
            static (_, one) => [one],
            static (_, all, one) => all.Add(one),
            new WeakReference<RunPublisher>(run));

    public void Remove(RunPublisher run) =>
        Drop(run.PipelineId, reference => !reference.TryGetTarget(out var held) || ReferenceEquals(held, run));

    /// <summary>
    /// A run that waits for a person is reachable by nothing else: the work that awaits it would be collected.
    /// </summary>
    public void Hold(RunPublisher run) => _asking.TryAdd(run, true);

    public void LetGo(RunPublisher run) => _asking.TryRemove(run, out _);

    public bool Raise(string pipelineId, PipelineControls action)
    {
        var taken = false;
        foreach (var reference in _byPipeline.GetValueOrDefault(pipelineId, []))
            if (reference.TryGetTarget(out var run) && run.IsListening)
                taken |= action == ControlNames.Answer ? run.NotifyOfAnswer() : run.Signals.Raise(action);
        return taken;
    }

    /// <summary>
    /// Retries held transitions at once, since the backplane is reachable again; many runs retry in groups.
    /// </summary>
    public async Task RetryAsync()
    {
        Interlocked.Increment(ref _retries);
        foreach (var some in All().Where(r => r.IsUnavailable).Chunk(RetriesAtOnce))
        {
            foreach (var run in some) run.RetryNow();
            if (some.Length == RetriesAtOnce) await Task.Delay(BetweenRetries, _time).ConfigureAwait(false);
        }
    }

    /// <summary>Called about once a second: marks runs that report nothing any more, so many at a time.</summary>
    public void CheckStalled()
    {
        var marked = 0;
        foreach (var run in All())
            if (run.CheckStalled() && ++marked == MarksAtOnce) return;
    }

    /// <summary>
    /// Informs the runs whose pipelines go on in another epoch than they know, or that ask a question and may not have
    /// received its answer, or whose question was lost.
    /// </summary>
    /// <param name="backplane">The backplane.</param>
    /// <param name="all">Whether all are compared; otherwise the next thousand, so that what silent runs cost does not
    /// grow with their number.</param>
    public async ValueTask CompareAsync(IBackplane backplane, bool all)
    {
        foreach (var ids in all ? _byPipeline.Keys.Chunk(ComparedAtOnce) : [Uncompared()])
            if (ids.SelectMany(Of).Where(r => !r.IsOver).ToArray() is { Length: > 0 } runs)
                await CompareAsync(backplane, runs).ConfigureAwait(false);
    }

    private static async ValueTask CompareAsync(IBackplane backplane, RunPublisher[] some)
    {
        var runs = some.ToLookup(r => r.PipelineId, StringComparer.Ordinal);
        var positions = await backplane
            .ReadPositionsAsync([.. runs.Select(r => r.Key)], CancellationToken.None)
            .ConfigureAwait(false);
        // A run that waits reports nothing that would restore it: it asks again.
        foreach (var run in some)
            if (!positions.ContainsKey(run.PipelineId)) run.NotifyOfAnswer();
        string[] moved =
        [
            .. positions
                .Where(p =>
                    runs[p.Key]
                        .Any(r => !string.Equals(r.State.Position.Epoch, p.Value.Epoch, StringComparison.Ordinal)
                            || (r.IsAsking && p.Value > r.State.Position)))
                .Select(p => p.Key),
        ];
        if (moved.Length == 0)
            return;
        try
        {
            foreach (var state in await backplane.ReadAsync(moved, CancellationToken.None).ConfigureAwait(false))
                foreach (var run in runs[state.Id]) run.Compare(state);
        }
        catch (PipelineException e) when (e.IsRetryable)
        {
            // Positions were answered: these entries cannot be read, and the others are to be compared all the same.
        }
    }

    private string[] Uncompared()
    {
        lock (_lock)
        {
            if (_uncompared.Count == 0) _uncompared = new Queue<string>(_byPipeline.Keys);
            var ids = new string[Math.Min(ComparedAtOnce, _uncompared.Count)];
            for (var i = 0; i < ids.Length; i++) ids[i] = _uncompared.Dequeue();
            return ids;
        }
    }

    private IEnumerable<RunPublisher> Of(string pipelineId)
    {
        foreach (var reference in _byPipeline.GetValueOrDefault(pipelineId, []))
            if (reference.TryGetTarget(out var run)) yield return run;
    }

    public IReadOnlyCollection<RunPublisher> All()
    {
        var runs = new List<RunPublisher>(_byPipeline.Count);
        foreach (var (pipelineId, references) in _byPipeline)
        {
            var before = runs.Count;
            foreach (var reference in references)
                if (reference.TryGetTarget(out var run))
                    runs.Add(run);
            if (runs.Count - before < references.Length)
                Drop(pipelineId, static reference => !reference.TryGetTarget(out _));
        }

        return runs;
    }

    private void Drop(string pipelineId, Predicate<WeakReference<RunPublisher>> isGone)
    {
        while (_byPipeline.TryGetValue(pipelineId, out var held))
        {
            var rest = held.RemoveAll(isGone);
            if (
                rest.IsEmpty
                    ? _byPipeline.TryRemove(new(pipelineId, held))
                    : _byPipeline.TryUpdate(pipelineId, rest, held))
                return;
        }
    }
}
