using System.Diagnostics;
using Dpa.Realtime.Diagnostics;

namespace Dpa.Realtime.Publishing;

/// <content>The loop: one change in flight, the next one made only when the last was answered.</content>
internal sealed partial class RunPublisher
{
    private const int TurnsAtOnce = 64; // then others get the thread

    void IThreadPoolWorkItem.Execute() => _ = RunAsync(TurnsAtOnce);

    /// <summary>Under the lock.</summary>
    private PendingTransition Enqueue(PipelineChange change)
    {
        var pending = new PendingTransition(change);
        if (_transitions.Enqueue(pending)) Merged();
        _lastReport = _context.Time.GetTimestamp();
        return pending;
    }

    private async ValueTask<TransitionOutcome> AwaitAsync(
        PendingTransition pending, Activity? activity, CancellationToken cancellationToken)
    {
        Start();
        if (await AnsweredAsync(pending, cancellationToken).ConfigureAwait(false) is not { } result)
        {
            pending.IsHeld = true;
            _context.Metrics.TransitionsHeld.Add(1);
            activity?.Held();
            return TransitionOutcome.Held;
        }

        activity?.Answered(result);
        return result.Status is ApplyStatus.Applied or ApplyStatus.Unchanged
            ? TransitionOutcome.Applied
            : throw Refusals.Exception(PipelineId, result);
    }

    /// <returns>Null where the backplane did not answer in time.</returns>
    private async ValueTask<ApplyResult?> AnsweredAsync(PendingTransition pending, CancellationToken cancellationToken)
    {
        for (var asked = _context.Time.GetTimestamp(); ;)
        {
            try
            {
                return await pending
                    .Answer.WaitAsync(PatienceLeft(asked), _context.Time, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (TimeoutException e)
            {
                if (PatienceLeft(asked) > TimeSpan.Zero) continue; // it was sent late
                // A call that hangs is no better than one that fails.
                return WentAway(e, pending)
                    ? null
                    : await pending.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// On the caller's thread as far as the first change goes without waiting: an in-memory backplane answers before
    /// the first await.
    /// </summary>
    private void Start()
    {
        bool run, show;
        lock (_lock)
        {
            run = _wake.TryStart();
            show = IsUntaken() && MarkUnshown(null);
        }

        if (run) _ = RunAsync(1);
        if (show) ThreadPool.UnsafeQueueUserWorkItem(_pump, preferLocal: false);
    }

    private async Task RunAsync(int turns)
    {
        while (!_wake.TryEnd())
        {
            await EnterTurnAsync().ConfigureAwait(false);
            try
            {
                // Taken only now: what was reported while the run waited is in it.
                if (Next() is var (change, pending)) await TurnAsync(change, pending).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // A logger that throws, for example. The change was answered, and only this loop publishes: it goes on.
                Failed(e);
            }
            finally
            {
                EndTurn();
            }

            if (--turns > 0 || !HasWork()) continue;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }

        await ReleaseIfLeftAsync().ConfigureAwait(false);
    }

    private async ValueTask TurnAsync(PipelineChange change, PendingTransition? pending)
    {
        try
        {
            Took(change, await ApplyAsync(change).ConfigureAwait(false), pending);
        }
        catch (PipelineException e)
        {
            // Not retryable: the backplane will never accept this change.
            var away = Answered(change, pending, isRefused: true, newest: null);
            pending?.Fail(e);
            _context.Logger.ChangeDropped(PipelineId, e);
            if (away is { } time) _context.Logger.BackplaneBack(time.TotalSeconds);
        }
    }

    private void Failed(Exception error)
    {
        try
        {
            _context.Logger.LoopFailed("publishing", error);
        }
        catch (Exception)
        {
            // It is the logger that throws.
        }
    }

    private (PipelineChange Change, PendingTransition? Pending)? Next()
    {
        lock (_lock)
        {
            if (TryTakeOwed(out var owed)) return (_inFlight = Numbered(owed), null);
            if (_transitions.TryDequeue(out var pending)) return (_inFlight = Numbered(pending.Change), pending);
            if (TryTakeDirty(out var slot))
                return (
                    _inFlight = Numbered(
                        Change() with
                        {
                            Stages = [slot.Take(new StageChange { Id = slot.Id }, Ticks())],
                        }),
                    null);
            return null;
        }
    }

    private bool HasWork()
    {
        lock (_lock) return _owed is not null || _transitions.Count > 0 || !_dirty.IsEmpty;
    }

    /// <summary>
    /// Whether the backplane does not take what this run reports: its own change, or those of others while it waits for
    /// its turn.
    /// </summary>
    private bool IsUntaken() => _isAway || (_sentAt is null && _context.Outage.Since is not null);

    private PipelineChange Numbered(PipelineChange change) =>
        change with { Sequence = ++_sequence, Stalled = change.Stalled ?? (_state.Stalled ? false : null) };

    private void Took(PipelineChange change, ApplyResult result, PendingTransition? pending)
    {
        var isRefused = result.Status is not (ApplyStatus.Applied or ApplyStatus.Unchanged);
        var away = Answered(change, pending, isRefused, result.State);
        try
        {
            if (result.Status == ApplyStatus.ProducerReplaced) Replaced();
            if (result.Status == ApplyStatus.Applied) _context.Transitions.Enqueue(result);
            if (isRefused && pending is null) Dropped();
            if (isRefused && pending is { IsHeld: true } && _context.Refused.IsDue(out var others))
                _context.Logger.HeldTransitionRefused(
                    PipelineId, Refusals.Exception(PipelineId, result).Message, others);
            if (away is { } time)
                _context.Logger.BackplaneBack(time.TotalSeconds);
        }
        finally
        {
            pending?.Complete(result);
        }
    }

    /// <summary>Applies an answer in one step: a caller whose wait times out sees all of it or nothing.</summary>
    /// <returns>How long the node's outage took, where it ended with this and is to be logged.</returns>
    private TimeSpan? Answered(PipelineChange change, PendingTransition? pending, bool isRefused, PipelineState? newest)
    {
        lock (_lock)
        {
            if (newest is not null && newest.Position > _state.Position)
            {
                Owe(newest);
                NoticeClosed(newest);
                Volatile.Write(ref _state, newest);
            }

            Answered(change, isRefused);
            pending?.MarkAnswered();
            return CameBack();
        }
    }

    /// <summary>Under the lock. After a refusal the run's own picture follows the backplane's.</summary>
    private void Answered(PipelineChange change, bool isRefused)
    {
        _inFlight = null;
        if (_transitions.Count > 0) return;
        _asked = null;
        if (!isRefused || (change.Status is null && change.Stages is not [{ Status: not null }, ..])) return;
        _isClosed = _state.IsEnded || _state.Status == PipelineStatus.Interrupted;
        foreach (var slot in _slots.Values) slot.Follow(_state.FindStage(slot.Id));
    }

    private void Replaced()
    {
        lock (_lock)
        {
            if (_isReplaced) return;
            _isReplaced = true;
        }

        if (_context.TakenOver.IsDue(out var others)) _context.Logger.ProducerReplaced(PipelineId, others);
        Signals.Raise(PipelineControls.Cancel);
    }
}
