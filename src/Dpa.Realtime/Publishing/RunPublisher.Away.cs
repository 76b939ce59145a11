using Dpa.Realtime.Diagnostics;

namespace Dpa.Realtime.Publishing;

/// <content>The backplane is away: trying again, holding, giving lost state back, and showing meanwhile what this node knows.</content>
internal sealed partial class RunPublisher
{
    private static readonly TimeSpan HoldAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShowEvery = TimeSpan.FromMilliseconds(100);

    private readonly ProvisionalPump _pump;
    private volatile bool _isAway;
    private long _awaySince;
    private bool _isMergeLogged;
    private TaskCompletionSource? _back;
    private bool _isShowing;
    private bool _isUnshown;
    private string? _unshownStage;
    private bool _unshownSeveral;

    /// <summary>How many transitions wait for a backplane that is away.</summary>
    public int TransitionsWaiting
    {
        get { lock (_lock) return _isAway ? _transitions.Count + (_inFlight is { } change && HasTransition(change) ? 1 : 0) : 0; }
    }

    /// <summary>The backplane is said to be back: does not wait for the next try.</summary>
    public void RetryNow()
    {
        lock (_lock) _back?.TrySetResult();
    }

    /// <summary>Tries until the backplane answers. The same sequence makes a repeat harmless.</summary>
    private async ValueTask<ApplyResult> ApplyAsync(PipelineChange change)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var began = _context.Time.GetTimestamp();
                var result = await _backplane.ApplyAsync(change, CancellationToken.None).ConfigureAwait(false);
                _context.Metrics.BackplaneApply.Record(_context.Time.GetElapsedTime(began).TotalSeconds);
                if (HasLostState(result)) result = await GiveBackAsync(change).ConfigureAwait(false);
                if (_isAway) CameBack();
                return result;
            }
            catch (Exception e) when (e is not PipelineException { IsRetryable: false })
            {
                // The loop is the run's only way out: it must outlive whatever a backplane throws. Newer progress waits in its slot meanwhile.
                _context.Metrics.BackplaneFailures.Add(1);
                WentAway(e, TimeSpan.Zero);
            }

            await PauseAsync(pause).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the backplane's state was lost: it is not there, or another node has given it back since, and this run's token was lost with it.</summary>
    private bool HasLostState(ApplyResult result) => result.Status switch
    {
        ApplyStatus.NotFound => true,
        ApplyStatus.ProducerReplaced => result.State is { Continues: not null } state && !string.Equals(state.Position.Epoch, _state.Position.Epoch, StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>A run that had been fenced off before the loss is refused here too.</summary>
    private async ValueTask<ApplyResult> GiveBackAsync(PipelineChange change)
    {
        var admitted = await _backplane.ReadmitAsync(_state, Token, CancellationToken.None).ConfigureAwait(false);
        if (admitted.Status != ApplyStatus.Applied) return admitted;
        _context.Logger.StateGivenBack(PipelineId);
        if (!admitted.Parents.IsEmpty) _context.Transitions.Enqueue(new ApplyResult(ApplyStatus.Applied, admitted.State, []) { Parents = admitted.Parents });
        return await _backplane.ApplyAsync(change, CancellationToken.None).ConfigureAwait(false);
    }

    private static bool HasTransition(PipelineChange change) =>
        change.Status is not null || change.Warning || change.Stages.Any(s => s.Status is not null || s.Warning);

    private async ValueTask PauseAsync(TimeSpan pause)
    {
        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _back = back;
        await Task.WhenAny(Task.Delay(pause, _context.Time), back.Task).ConfigureAwait(false);
    }

    private void WentAway(Exception error, TimeSpan ago)
    {
        bool isFirst, show;
        lock (_lock)
        {
            isFirst = !_isAway;
            if (isFirst) _awaySince = _context.Time.GetTimestamp() - (long)(ago.TotalSeconds * _context.Time.TimestampFrequency);
            _isAway = true;
            show = isFirst && MarkUnshown(null);
        }

        if (isFirst) _context.Logger.ApplyFailed(PipelineId, error);
        if (show) ThreadPool.UnsafeQueueUserWorkItem(_pump, preferLocal: false);
    }

    private void CameBack()
    {
        TimeSpan away;
        lock (_lock)
        {
            away = _context.Time.GetElapsedTime(_awaySince);
            _isUnshown = _isMergeLogged = false;
            _isAway = false;
        }

        _context.Logger.BackplaneBack(PipelineId, away.TotalSeconds);
    }

    /// <summary>A transition waits 2 s for its answer; when the backplane is known to be away for longer, not at all.</summary>
    private TimeSpan PatienceLeft()
    {
        lock (_lock)
        {
            var left = _isAway ? HoldAfter - _context.Time.GetElapsedTime(_awaySince) : HoldAfter;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Under the lock. An older transition gave way to a later one of its stage: one line an outage, and the count.</summary>
    private void Merged()
    {
        _context.Metrics.TransitionsMerged.Add(1);
        if (_isMergeLogged) return;
        _isMergeLogged = true;
        _context.Logger.TransitionsMerged(PipelineId, TransitionQueue.Limit);
    }

    private void ShowReport(StageSlot slot)
    {
        bool show;
        lock (_lock) show = _isAway && MarkUnshown(slot.Id);
        if (show) ThreadPool.UnsafeQueueUserWorkItem(_pump, preferLocal: false);
    }

    /// <summary>Under the lock. Notes what watchers have not seen. Returns whether the caller is to start the pump.</summary>
    private bool MarkUnshown(string? stage)
    {
        if (_context.Provisional is null) return false;
        _unshownSeveral = stage is null || (_isUnshown && (_unshownSeveral || !string.Equals(_unshownStage, stage, StringComparison.Ordinal)));
        _unshownStage = stage;
        _isUnshown = true;
        if (_isShowing) return false;
        return _isShowing = true;
    }

    private async Task ShowAsync()
    {
        while (TakeUnshown() is var (accepted, waiting, stage))
        {
            _context.Provisional!.OnProvisional(ProvisionalState.Of(accepted, waiting, _context.Time.GetUtcNow()), stage);
            await Task.Delay(ShowEvery, _context.Time).ConfigureAwait(false);
        }
    }

    private (PipelineState Accepted, List<PipelineChange> Waiting, string? Stage)? TakeUnshown()
    {
        lock (_lock)
        {
            _isShowing = _isUnshown;
            if (!_isShowing) return null;
            _isUnshown = false;
            List<PipelineChange> waiting = [.. _transitions.Changes()];
            if (_inFlight is not null) waiting.Insert(0, _inFlight);
            foreach (var slot in _slots.Values)
                if (slot is { IsDirty: true, IsClosed: false }) waiting.Add(Change() with { Stages = [slot.Peek(new StageChange { Id = slot.Id })] });
            return (_state, waiting, _unshownSeveral ? null : _unshownStage);
        }
    }

    /// <summary>A work item of its own: the run's loop is busy with the backplane.</summary>
    private sealed class ProvisionalPump(RunPublisher run) : IThreadPoolWorkItem
    {
        void IThreadPoolWorkItem.Execute() => _ = run.ShowAsync();
    }
}
