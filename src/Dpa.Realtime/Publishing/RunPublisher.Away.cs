using Dpa.Realtime.Diagnostics;

namespace Dpa.Realtime.Publishing;

/// <content>
/// The backplane is unavailable: the run retries, holds transitions, restores lost state, and meanwhile shows the
/// progress that this node knows.
/// </content>
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
    private long? _sentAt; // when the change in flight was sent; null while the run waits for its turn
    private bool _isShowing;
    private bool _isUnshown;
    private string? _unshownStage;
    private bool _unshownSeveral;

    /// <summary>How many transitions wait for an unavailable backplane.</summary>
    public int TransitionsWaiting
    {
        get
        {
            lock (_lock)
                return _isAway ? _transitions.Count + (_inFlight is { } change && HasTransition(change) ? 1 : 0) : 0;
        }
    }

    /// <summary>Whether the backplane has not taken this run's last change.</summary>
    public bool IsAway
    {
        get { lock (_lock) return _isAway; }
    }

    /// <summary>Retries at once, without the rest of the pause: the backplane is reported reachable again.</summary>
    public void RetryNow()
    {
        lock (_lock) _back?.TrySetResult();
    }

    /// <summary>Tries until the backplane answers. The same sequence makes a repeat harmless.</summary>
    private async ValueTask<ApplyResult> ApplyAsync(PipelineChange change)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var retries = _context.Runs.Retries;
            try
            {
                var began = _context.Time.GetTimestamp();
                var result = await _backplane.ApplyAsync(change, CancellationToken.None).ConfigureAwait(false);
                _context.Metrics.BackplaneApply.Record(_context.Time.GetElapsedTime(began).TotalSeconds);
                if (HasLostState(result)) result = await GiveBackAsync(change).ConfigureAwait(false);
                _context.Outage.Answered();
                return result;
            }
            catch (Exception e) when (e is not PipelineException { IsRetryable: false })
            {
                // Only this loop publishes the run's changes: no exception of a backplane may end it. Newer progress
                // waits in its slot meanwhile.
                _context.Metrics.BackplaneFailures.Add(1);
                WentAway(e);
            }

            await PauseAsync(pause, retries).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Whether the backplane's state was lost: it does not exist, or another node has restored it since, and this run's
    /// token was lost with it.
    /// </summary>
    private bool HasLostState(ApplyResult result) =>
        result.Status switch
        {
            ApplyStatus.NotFound => true,
            ApplyStatus.ProducerReplaced => result.State is { Continues: not null } state
                && !string.Equals(state.Position.Epoch, _state.Position.Epoch, StringComparison.Ordinal),
            _ => false,
        };

    /// <summary>A run that had been fenced off before the loss is refused here too.</summary>
    private async ValueTask<ApplyResult> GiveBackAsync(PipelineChange change)
    {
        var admitted = await _backplane.ReadmitAsync(_state, Token, CancellationToken.None).ConfigureAwait(false);
        if (admitted.Status != ApplyStatus.Applied)
            return admitted;
        if (_context.LostStates.IsDue(out var others))
            _context.Logger.StateGivenBack(PipelineId, others);
        if (!admitted.Parents.IsEmpty)
            _context.Transitions.Enqueue(
                new ApplyResult(ApplyStatus.Applied, admitted.State, []) { Parents = admitted.Parents });
        return await _backplane.ApplyAsync(change, CancellationToken.None).ConfigureAwait(false);
    }

    private static bool HasTransition(PipelineChange change) =>
        change.Status is not null
        || change.Withdraw is not null
        || change.Warning
        || change.Stages.Any(s => s.Status is not null || s.Warning);

    /// <summary>Others have this run's turn meanwhile.</summary>
    private async ValueTask PauseAsync(TimeSpan pause, int retries)
    {
        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _back = back;
            _sentAt = null;
        }

        if (_context.Runs.Retries != retries) back.TrySetResult(); // it became reachable since the call
        _context.Gate.Leave();
        await back
            .Task.WaitAsync(_context.Outage.Spread(pause), _context.Time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EnterTurnAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for the run's turn at the backplane.</summary>
    private async ValueTask EnterTurnAsync()
    {
        await _context.Gate.EnterAsync().ConfigureAwait(false);
        lock (_lock) _sentAt = _context.Time.GetTimestamp();
    }

    private void EndTurn()
    {
        lock (_lock) _sentAt = null;
        _context.Gate.Leave();
    }

    /// <param name="error">Why.</param>
    /// <param name="waited">The transition whose answer did not come in time; null where a call failed.</param>
    /// <returns>False where that answer has come meanwhile: the loop may have nothing more to send, and the run would
    /// stay marked as unavailable for ever.</returns>
    private bool WentAway(Exception error, PendingTransition? waited = null)
    {
        bool isLine = false, show = false;
        lock (_lock)
        {
            if (waited is { IsAnswered: true }) return false;
            if (!_isAway)
            {
                var ago = waited is null ? TimeSpan.Zero : HoldAfter;
                _awaySince = _context.Time.GetTimestamp() - (long)(ago.TotalSeconds * _context.Time.TimestampFrequency);
                _isAway = true;
                isLine = _context.Outage.Began();
                show = MarkUnshown(null);
            }
        }

        if (show) ThreadPool.UnsafeQueueUserWorkItem(_pump, preferLocal: false);
        if (isLine) _context.Logger.ApplyFailed(PipelineId, error);
        return true;
    }

    /// <summary>Under the lock, with the answer.</summary>
    /// <returns>How long the node's outage took, where that ended with this run and is to be logged.</returns>
    private TimeSpan? CameBack()
    {
        if (!_isAway) return null;
        _isUnshown = _isMergeLogged = false;
        _isAway = false;
        return _context.Outage.Ended();
    }

    /// <summary>
    /// A transition waits up to 2 s for its answer, counted from when it is sent: waiting for a turn is no sign of an
    /// outage. If the backplane has been unavailable for longer already, the transition does not wait at all.
    /// </summary>
    /// <param name="asked">When the transition was asked for.</param>
    private TimeSpan PatienceLeft(long asked)
    {
        lock (_lock)
        {
            var since = _isAway ? _awaySince : _sentAt is { } sent ? Math.Max(asked, sent) : _context.Outage.Since;
            var left = since is { } at ? HoldAfter - _context.Time.GetElapsedTime(at) : HoldAfter;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// Under the lock. A later transition of the same stage superseded an older one: logs one line per outage, and
    /// counts it.
    /// </summary>
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
        lock (_lock) show = IsUntaken() && MarkUnshown(slot.Id);
        if (show) ThreadPool.UnsafeQueueUserWorkItem(_pump, preferLocal: false);
    }

    /// <summary>
    /// Under the lock. Records what was not shown to subscribers yet. Returns whether the caller must start the pump.
    /// </summary>
    private bool MarkUnshown(string? stage)
    {
        if (_context.Provisional is null)
            return false;
        _unshownSeveral =
            stage is null
            || (_isUnshown && (_unshownSeveral || !string.Equals(_unshownStage, stage, StringComparison.Ordinal)));
        _unshownStage = stage;
        _isUnshown = true;
        if (_isShowing) return false;
        return _isShowing = true;
    }

    private async Task ShowAsync()
    {
        while (TakeUnshown() is var (accepted, waiting, stage))
        {
            _context.Provisional!.OnProvisional(
                ProvisionalState.Of(accepted, waiting, _context.Time.GetUtcNow()), stage);
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
                if (slot is { IsDirty: true, IsClosed: false })
                    waiting.Add(Change() with { Stages = [slot.Peek(new StageChange { Id = slot.Id })] });
            return (_state, waiting, _unshownSeveral ? null : _unshownStage);
        }
    }

    /// <summary>A work item of its own: the run's loop is busy with the backplane.</summary>
    private sealed class ProvisionalPump(RunPublisher run) : IThreadPoolWorkItem
    {
        void IThreadPoolWorkItem.Execute() => _ = run.ShowAsync();
    }
}
