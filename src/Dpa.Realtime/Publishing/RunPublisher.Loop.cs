using Dpa.Realtime.Diagnostics;

namespace Dpa.Realtime.Publishing;

/// <content>The loop: one change in flight, the next one made only when the last was answered.</content>
internal sealed partial class RunPublisher
{
    private static readonly TimeSpan HoldAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    /// <summary>Under the lock. Returns whether the caller is to run the loop.</summary>
    private PendingTransition Enqueue(PipelineChange change)
    {
        var pending = new PendingTransition(change);
        _transitions.Enqueue(pending);
        _lastReport = _context.Time.GetTimestamp();
        return pending;
    }

    private async ValueTask<TransitionOutcome> AwaitAsync(PendingTransition pending, CancellationToken cancellationToken)
    {
        bool run;
        lock (_lock)
        {
            run = !_isBusy;
            _isBusy = true;
        }

        // On the caller's thread as far as it goes without waiting: an in-memory backplane answers before the first await.
        if (run) _ = RunAsync();
        ApplyResult result;
        try
        {
            result = await pending.Answer.WaitAsync(HoldAfter, _context.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return TransitionOutcome.Held;
        }

        return result.Status is ApplyStatus.Applied or ApplyStatus.Unchanged ? TransitionOutcome.Applied : throw Refusals.Exception(PipelineId, result);
    }

    private async Task RunAsync()
    {
        while (Next() is var (change, pending))
        {
            var result = await ApplyAsync(change).ConfigureAwait(false);
            Took(result, pending);
        }
    }

    private (PipelineChange Change, PendingTransition? Pending)? Next()
    {
        lock (_lock)
        {
            if (_transitions.TryDequeue(out var pending)) return (Numbered(pending.Change), pending);
            while (_dirty.TryDequeue(out var slot))
            {
                if (!slot.IsDirty || slot.IsClosed) continue;
                var stage = TakePending(slot, new StageChange { Id = slot.Id });
                return (Numbered(new PipelineChange { PipelineId = PipelineId, ProducerToken = _token, Sequence = 0, Stages = [stage] }), null);
            }

            _isBusy = false;
            return null;
        }
    }

    private PipelineChange Numbered(PipelineChange change) =>
        change with { Sequence = ++_sequence, Stalled = change.Stalled ?? (_state.Stalled ? false : null) };

    /// <summary>Tries until the backplane answers. The same sequence makes a repeat harmless.</summary>
    private async ValueTask<ApplyResult> ApplyAsync(PipelineChange change)
    {
        var pause = FirstPause;
        while (true)
        {
            try
            {
                return await _backplane.ApplyAsync(change, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // The loop is the run's only way out: it must outlive whatever a backplane throws. Newer progress waits in its slot meanwhile.
                _context.Logger.ApplyFailed(PipelineId, pause.TotalMilliseconds, e);
            }

            await Task.Delay(pause, _context.Time).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private void Took(ApplyResult result, PendingTransition? pending)
    {
        if (result.State is { } state && state.Position > _state.Position) Volatile.Write(ref _state, state);
        if (result.Status == ApplyStatus.ProducerReplaced) Replaced();
        if (result.Status == ApplyStatus.Applied && !result.Transitions.IsEmpty) _context.Transitions.Enqueue(result);
        if (pending is null && result.Status is not (ApplyStatus.Applied or ApplyStatus.Unchanged)) Dropped();
        pending?.Complete(result);
    }

    private void Replaced()
    {
        lock (_lock)
        {
            if (_isReplaced) return;
            _isReplaced = true;
        }

        _context.Logger.ProducerReplaced(PipelineId);
        Signals.Raise(PipelineControls.Cancel);
    }
}
