namespace Dpa.Realtime.Publishing;

/// <summary>A transition that waits for its turn at the backplane.</summary>
internal sealed class PendingTransition(PipelineChange change)
{
    // Continuations run elsewhere: the publishing loop must not be held up by what the producer does next.
    private readonly TaskCompletionSource<ApplyResult> _answer = new(
        TaskCreationOptions.RunContinuationsAsynchronously);
    private List<PendingTransition>? _absorbed;

    public PipelineChange Change { get; private set; } = change;

    public Task<ApplyResult> Answer => _answer.Task;

    /// <summary>
    /// Whether its call returned with <see cref="TransitionOutcome.Held"/>: no caller receives a refusal any more.
    /// </summary>
    public bool IsHeld { get; set; }

    /// <summary>
    /// Whether the backplane has answered; the waiting call may not have received it yet. Under the run's lock.
    /// </summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The backplane has answered. Under the run's lock.</summary>
    public void MarkAnswered()
    {
        IsAnswered = true;
        if (_absorbed is null) return;
        foreach (var older in _absorbed) older.MarkAnswered();
    }

    /// <summary>Replaces an older transition: the outcome of this one applies to both.</summary>
    public void Absorb(PendingTransition older, PipelineChange merged)
    {
        Change = merged;
        // Flat, and without those whose caller has gone: an outage may merge any number into one.
        var waiting = older._absorbed ?? [];
        waiting.Add(older);
        if (_absorbed is not null) waiting.AddRange(_absorbed);
        waiting.RemoveAll(w => w.IsHeld);
        older._absorbed = null;
        _absorbed = waiting.Count == 0 ? null : waiting;
    }

    public void Complete(ApplyResult result)
    {
        _answer.TrySetResult(result);
        if (_absorbed is null) return;
        foreach (var older in _absorbed) older.Complete(result);
    }

    public void Fail(PipelineException error)
    {
        _answer.TrySetException(error);
        _ = _answer.Task.Exception; // observed: a held transition has no caller any more
        if (_absorbed is null) return;
        foreach (var older in _absorbed) older.Fail(error);
    }
}
