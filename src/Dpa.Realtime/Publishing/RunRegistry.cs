using System.Collections.Concurrent;

namespace Dpa.Realtime.Publishing;

/// <summary>The node's live runs, for control requests, leases and the stalled flag. Held weakly: a run that its producer let go of without an end loses its lease like one of a dead process.</summary>
internal sealed class RunRegistry(TimeProvider? time = null)
{
    private const int RetriesAtOnce = 500;
    private const int MarksAtOnce = 1000;
    private const int ComparedAtOnce = 1000;
    private static readonly TimeSpan BetweenRetries = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, WeakReference<RunPublisher>> _byToken = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private int _retries;
    private Queue<string> _uncompared = new(); // tokens, under the lock

    /// <summary>How often the backplane was said to be back.</summary>
    public int Retries => Volatile.Read(ref _retries);

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

    /// <summary>The backplane is back: what is held is tried at once, of many runs some after the others.</summary>
    public async Task RetryAsync()
    {
        Interlocked.Increment(ref _retries);
        foreach (var some in All().Where(r => r.IsAway).Chunk(RetriesAtOnce))
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

    /// <summary>Informs the runs whose pipelines go on in another epoch than they know.</summary>
    /// <param name="backplane">The backplane.</param>
    /// <param name="all">Whether all are compared; otherwise the next thousand, so that what silent runs cost does not grow with their number.</param>
    public async ValueTask CompareAsync(IBackplane backplane, bool all)
    {
        foreach (var tokens in all ? _byToken.Keys.Chunk(ComparedAtOnce) : [Uncompared()])
            if (tokens.Select(Find).OfType<RunPublisher>().Where(r => !r.IsOver).ToArray() is { Length: > 0 } runs) await CompareAsync(backplane, runs).ConfigureAwait(false);
    }

    private static async ValueTask CompareAsync(IBackplane backplane, RunPublisher[] some)
    {
        var runs = some.ToLookup(r => r.PipelineId, StringComparer.Ordinal);
        var positions = await backplane.ReadPositionsAsync([.. runs.Select(r => r.Key)], CancellationToken.None).ConfigureAwait(false);
        string[] moved = [.. positions.Where(p => runs[p.Key].Any(r => !string.Equals(r.State.Position.Epoch, p.Value.Epoch, StringComparison.Ordinal))).Select(p => p.Key)];
        if (moved.Length == 0) return;
        foreach (var state in await backplane.ReadAsync(moved, CancellationToken.None).ConfigureAwait(false))
            foreach (var run in runs[state.Id]) run.Compare(state);
    }

    private string[] Uncompared()
    {
        lock (_lock)
        {
            if (_uncompared.Count == 0) _uncompared = new Queue<string>(_byToken.Keys);
            var tokens = new string[Math.Min(ComparedAtOnce, _uncompared.Count)];
            for (var i = 0; i < tokens.Length; i++) tokens[i] = _uncompared.Dequeue();
            return tokens;
        }
    }

    private RunPublisher? Find(string token) => _byToken.TryGetValue(token, out var reference) && reference.TryGetTarget(out var run) ? run : null;

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
