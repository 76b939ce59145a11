using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Publishing;

// The Publishing folder turns reports into changes. It guarantees that a report never waits, never throws and costs no
// allocation, that at most one change of a run is in flight at the backplane, that a newer report replaces one that
// waits, and that transitions are applied in the order in which they were requested.

/// <summary>
/// One run's way to the backplane: pending slots for progress, a queue for transitions, and one loop (self-clocked
/// coalescing).
/// </summary>
internal sealed partial class RunPublisher : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly IBackplane _backplane;
    private readonly PublishingContext _context;
    private readonly bool _isJoined;
    private readonly Dictionary<string, StageSlot> _slots = new(StringComparer.Ordinal);
    private readonly SlotQueue _dirty = new(); // filled without the lock
    private readonly TransitionQueue _transitions = new();
    private readonly LoopWake _wake;
    private PipelineState _state;
    private PipelineStatus? _asked; // the status that waiting transitions will bring
    private PipelineChange? _inFlight;
    private long _sequence;
    private volatile bool _isClosed; // the run's last transition was asked for: later reports are late
    private volatile bool _isReplaced;
    private long _lastReport;

    public RunPublisher(
        IBackplane backplane, PublishingContext context, PipelineState state, string token, bool isJoined)
    {
        _backplane = backplane;
        _context = context;
        _state = state;
        Token = token;
        _isJoined = isJoined;
        Signals = new RunSignals(context.Guests, state.Id);
        _lastReport = context.Time.GetTimestamp();
        _pump = new ProvisionalPump(this);
        _wake = new LoopWake(HasWork);
    }

    public string PipelineId => _state.Id;

    public string Token { get; }

    public RunSignals Signals { get; }

    /// <summary>The newest state that the backplane answered with.</summary>
    public PipelineState State => Volatile.Read(ref _state);

    /// <summary>The status as this run's calls have made it, those that still wait included.</summary>
    public PipelineStatus Status
    {
        get { lock (_lock) return _asked ?? _state.Status; }
    }

    /// <summary>Whether this run can report nothing more before it is continued.</summary>
    public bool IsOver => _isReplaced || IsSettled;

    /// <summary>Whether another producer fenced this one off.</summary>
    public bool IsReplaced => _isReplaced;

    /// <summary>Whether the end of this attempt was reported.</summary>
    public bool IsSettled => _isClosed || State.IsEnded;

    /// <summary>Whether a subscriber's request can still reach the producer.</summary>
    public bool IsListening => !_isReplaced && !_isLeft && !State.IsEnded;

    /// <summary>
    /// The hot path: a few stores behind the stage's gate, and a wake-up when nothing is in flight. The lock is the
    /// loop's and the transitions'.
    /// </summary>
    public void Report(
        StageSlot slot, double percent, long done, long of, string? unit, string? message, bool indeterminate)
    {
        if (percent is < 0 or > 100 && !slot.IsClosed && !_isClosed)
            percent = Clamped(percent);
        if (
            _isClosed
            || _isReplaced
            || double.IsNaN(percent)
            || !slot.TryPut(percent, done, of, unit, message, indeterminate, out var isFarAhead))
        {
            Dropped();
            return;
        }

        Volatile.Write(ref _lastReport, _context.Time.GetTimestamp());
        if (slot.TryQueue()) _dirty.Put(slot);
        if (_wake.TryStart()) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        if (IsUntaken()) ShowReport(slot);
        // Threads that report without a pause on every processor leave the loop one thread's share of them. A yield for
        // each 1,024 reports that nobody took costs a report less than a nanosecond and lets the loop get on.
        if (isFarAhead) Thread.Yield();
    }

    public async ValueTask<StageSlot> BeginStageAsync(string stageId, CancellationToken cancellationToken)
    {
        if (!WireBounds.IsPipelineId(stageId))
            throw new ArgumentException(
                "A stage's type has 1 to 128 characters of A-Z a-z 0-9 . _ : -", nameof(stageId));
        var status = StageStatus(stageId);
        var recovers = status is PipelineStatus.Processing or PipelineStatus.Waiting; // its producer was lost
        var isOver =
            status
            is PipelineStatus.Completed
                or PipelineStatus.Failed
                or PipelineStatus.Cancelled
                or PipelineStatus.Skipped;
        var change = new StageChange
        {
            Id = stageId, Status = PipelineStatus.Processing, NewAttempt = recovers || isOver, KeepProgress = recovers,
        };
        await StageTransitionAsync(change, cancellationToken).ConfigureAwait(false);
        lock (_lock) return _slots[stageId];
    }

    public async ValueTask<TransitionOutcome> StageTransitionAsync(
        StageChange change, CancellationToken cancellationToken)
    {
        using var activity = RealtimeTrace.BeginTransition(PipelineId, change.Id);
        PendingTransition pending;
        lock (_lock)
        {
            var slot = SlotOf(change.Id);
            pending = Enqueue(Change() with { Stages = [slot.Take(change, Ticks())] });
            Follow(slot, change);
        }

        return await AwaitAsync(pending, activity, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="describe">Fills in the change.</param>
    /// <param name="closes">Whether the run's stages stop here (an end or an interrupt).</param>
    /// <param name="cancellationToken">Cancels the wait only.</param>
    public async ValueTask<TransitionOutcome> PipelineTransitionAsync(
        Func<PipelineChange, PipelineChange> describe, bool closes, CancellationToken cancellationToken)
    {
        using var activity = RealtimeTrace.BeginTransition(PipelineId);
        PendingTransition pending;
        lock (_lock)
        {
            var change = describe(Change());
            // An end takes everything that still waits into its own change: nobody sees a completed pipeline with an
            // old percentage.
            if (closes) change = change with { Stages = [.. TakeAllPending()] };
            pending = Enqueue(change);
            _asked = change.Status ?? _asked;
            if (change.Status is PipelineStatus.Processing or PipelineStatus.Pending) _isClosed = false;
            if (closes) CloseAll(change.Status!.Value);
        }

        return await AwaitAsync(pending, activity, cancellationToken).ConfigureAwait(false);
    }

    private PipelineChange Change() =>
        new()
        {
            PipelineId = PipelineId, ProducerToken = Token, Sequence = 0, TraceParent = Activity.Current?.Id,
        };

    private IEnumerable<StageChange> TakeAllPending()
    {
        while (TryTakeDirty(out var slot)) yield return slot.Take(new StageChange { Id = slot.Id }, Ticks());
    }

    private bool TryTakeDirty([MaybeNullWhen(false)] out StageSlot slot)
    {
        while (_dirty.TryTake(out slot))
        {
            slot.Dequeued();
            if (slot is { IsDirty: true, IsClosed: false }) return true;
        }

        return false;
    }

    /// <summary>Under the lock. The stage's slot, as far as the backplane's last answer goes.</summary>
    private StageSlot SlotOf(string stageId)
    {
        if (_slots.TryGetValue(stageId, out var slot)) return slot;
        slot = new StageSlot(stageId);
        slot.Follow(_state.FindStage(stageId));
        return _slots[stageId] = slot;
    }

    /// <summary>While transitions wait, this run's own calls are newer than the backplane's last answer.</summary>
    private PipelineStatus StageStatus(string stageId)
    {
        lock (_lock)
        {
            if (_asked is null && !HasWaiting) return _state.FindStage(stageId)?.Status ?? PipelineStatus.Pending;
            return SlotOf(stageId).Status;
        }
    }

    private bool HasWaiting => _transitions.Count > 0 || _inFlight is { Stages: [{ Status: not null }, ..] };

    /// <summary>Brings the slot to what the transition means for later reports.</summary>
    private void Follow(StageSlot slot, StageChange change)
    {
        if (change.Status is not { } status) return;
        if (status != PipelineStatus.Processing)
        {
            slot.Status = status;
            return;
        }

        var goesOn = change.NewAttempt
            ? change.KeepProgress
            : slot.Status == PipelineStatus.Interrupted
                || _state.FindStage(change.Id)?.Status == PipelineStatus.Interrupted;
        slot.Open(goesOn ? Math.Max(slot.Highest, _state.FindStage(change.Id)?.Progress ?? 0) : 0, Ticks());
        if ((_asked ?? _state.Status) == PipelineStatus.Pending)
            _asked = PipelineStatus.Processing; // a stage that begins sets a waiting pipeline going
    }

    private void CloseAll(PipelineStatus status)
    {
        _isClosed = true;
        foreach (var slot in _slots.Values)
            if (!slot.IsOver) slot.Status = status;
    }

    private long Ticks() => _context.Time.GetElapsedTime(0).Ticks;
}
