using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;

namespace Dpa.Realtime.Publishing;

/// <content>What the producer asks for.</content>
internal sealed partial class RunState
{
    /// <summary>Whether it was logged in this outage that transitions were merged. Under the lock.</summary>
    public bool IsMergeLogged { get; set; }

    /// <summary>What this run asks now. Under the lock.</summary>
    public OpenQuestion? Question { get; set; }

    /// <summary>Whether it asks a question whose answer it may not have received.</summary>
    public bool IsAsking
    {
        get { lock (Lock) return Question is not null; }
    }

    public PendingTransition Request(StageChange change)
    {
        lock (Lock)
        {
            var slot = Slots.Of_NeedsLock(change.Id, _state);
            var pending = Enqueue_NeedsLock(NewChange() with { Stages = [slot.Take(change, Ticks())] });
            Follow_NeedsLock(slot, change);
            return pending;
        }
    }

    /// <param name="describe">Fills in the change.</param>
    /// <param name="closes">Whether the run's stages stop here (an end or an interrupt).</param>
    public PendingTransition Request(Func<PipelineChange, PipelineChange> describe, bool closes)
    {
        lock (Lock)
        {
            var change = describe(NewChange());
            // An end takes everything that still waits into its own change: nobody sees a completed pipeline with an
            // old percentage.
            if (closes) change = change with { Stages = [.. Slots.TakeAll_NeedsLock(Ticks())] };
            var pending = Enqueue_NeedsLock(change);
            _asked = change.Status ?? _asked;
            if (change.Status is PipelineStatus.Processing or PipelineStatus.Pending) _isClosed = false;
            if (!closes) return pending;
            _isClosed = true;
            Slots.Close_NeedsLock(change.Status!.Value);
            return pending;
        }
    }

    /// <summary>The slot for the application to report to; it stays that stage's.</summary>
    public StageSlot SlotOf(string stageId)
    {
        lock (Lock)
        {
            var slot = Slots.Of_NeedsLock(stageId, _state);
            slot.IsGiven = true;
            return slot;
        }
    }

    /// <summary>While transitions wait, this run's own calls are newer than the backplane's last answer.</summary>
    public PipelineStatus StageStatus(string stageId)
    {
        lock (Lock)
        {
            return _asked is null && !_changes.MayMoveAStage
                ? _state.FindStage(stageId)?.Status ?? PipelineStatus.Pending
                : Slots.Of_NeedsLock(stageId, _state).Status;
        }
    }

    /// <summary>Somebody has answered, or the store knows more of a question than this run.</summary>
    /// <returns>Whether this run asks anything.</returns>
    public bool NotifyOfAnswer()
    {
        lock (Lock)
        {
            Question?.Notify();
            return Question is not null;
        }
    }

    /// <summary>What a change that is enqueued now will bring.</summary>
    public void Expect_NeedsLock(PipelineStatus status) => _asked = status;

    /// <summary>The stage reports again. The time that it waited is neither silence nor slowness.</summary>
    public void GoOn(StageSlot? slot)
    {
        lock (Lock)
        {
            _lastReport = _context.Time.GetTimestamp();
            if (slot is { Status: PipelineStatus.Waiting } && !_isClosed)
                slot.GoOn(_state.FindStage(slot.Id), Ticks());
        }
    }

    public PendingTransition Enqueue_NeedsLock(PipelineChange change)
    {
        var pending = new PendingTransition(change);
        if (_changes.Enqueue(pending, _state)) Merged_NeedsLock();
        _lastReport = _context.Time.GetTimestamp();
        return pending;
    }

    public PendingTransition Withdraw_NeedsLock(string questionId) =>
        Enqueue_NeedsLock(NewChange() with { Withdraw = questionId });

    /// <summary>
    /// A run that leaves withdraws what it still asks: where it does not end its pipeline, others produce beside it,
    /// and the pipeline would wait for nobody.
    /// </summary>
    private bool WithdrawOpen_NeedsLock()
    {
        Question?.Notify();
        if (Question is not { } open || _isClosed || _isReplaced) return false;
        Withdraw_NeedsLock(open.Id).IsHeld = true;
        return true;
    }

    /// <summary>An answer to this run's own change shows that its question is no longer open.</summary>
    private void NoticeClosed_NeedsLock(PipelineState newest)
    {
        if (newest.Position <= _state.Position) return;
        if (_state.Question is { } open && !QuestionMerge.IsOpen(newest, open.Id)) Question?.Notify();
    }

    /// <summary>
    /// Whether the open question is one that this run has done with: what it asks now, and what another producer asks
    /// beside it, stays open.
    /// </summary>
    private bool MayClose_NeedsLock(PipelineState newest) =>
        Question is null
        && (!IsJoined || string.Equals(newest.Question?.AskedBy, Token, StringComparison.Ordinal));

    private void Follow_NeedsLock(StageSlot slot, StageChange change)
    {
        slot.Follow(change, _state.FindStage(change.Id), Ticks());
        if (change.Status == PipelineStatus.Processing && (_asked ?? _state.Status) == PipelineStatus.Pending)
            _asked = PipelineStatus.Processing; // a stage that begins sets a waiting pipeline going
    }

    /// <summary>A later transition of the same stage superseded an older one: one log line an outage.</summary>
    private void Merged_NeedsLock()
    {
        _context.Metrics.TransitionsMerged.Add(1);
        if (IsMergeLogged) return;
        IsMergeLogged = true;
        _context.Logger.TransitionsMerged(PipelineId, TransitionQueue.Limit);
    }
}
