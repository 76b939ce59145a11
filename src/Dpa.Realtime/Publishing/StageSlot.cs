using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// The newest report of one stage that has not been applied yet: the run's pending slot. Its values are guarded by a
/// gate of its own, held for a few stores: only reporters of the same stage contend for it, and the publisher once a
/// change. Code that changes <see cref="Status"/> holds the publisher's lock too.
/// </summary>
internal sealed class StageSlot(string id)
{
    private const int FarAhead = 1024; // reports that replaced one another since the last was taken

    private ReportedValues _values = ReportedValues.None;
    private double _openedFrom;
    private long _openedAt;
    private StageEstimate? _estimate; // this attempt's; made for the first
    private PipelineStatus _status;
    private bool _isDirty;
    private int _gate;
    private uint _untaken; // how many reports came since the last one was taken
    private int _isQueued;

    public string Id { get; } = id;

    /// <summary>The next one in the publisher's queue of slots; the queue's alone.</summary>
    public StageSlot? Link { get; set; }

    /// <summary>
    /// The status that this run's own calls have asked for, whether or not the backplane has answered.
    /// </summary>
    public PipelineStatus Status
    {
        get => _status;
        set
        {
            Enter();
            _status = value;
            Exit();
        }
    }

    /// <summary>Whether this run has begun it, not another that produces beside it.</summary>
    public bool IsOwn { get; private set; }

    /// <summary>Whether the application has it: reports come to this one.</summary>
    public bool IsGiven { get; set; }

    /// <summary>Whether the stage is not under way; a report is then late.</summary>
    public bool IsClosed => _status is not (PipelineStatus.Processing or PipelineStatus.Cancelling);

    /// <summary>Closed, and not because it waits for an answer.</summary>
    public bool IsOver => IsClosed && _status != PipelineStatus.Waiting;

    /// <summary>
    /// Whether a report waits. Behind the gate: a reporter that found the slot queued still may have been about to
    /// leave it.
    /// </summary>
    public bool IsDirty
    {
        get
        {
            Enter();
            var isDirty = _isDirty;
            Exit();
            return isDirty;
        }
    }

    /// <summary>The highest percentage of this attempt: a report never goes back.</summary>
    public double Highest => Volatile.Read(ref _values.Percent);

    /// <returns>Whether it stood in the publisher's queue of slots not yet; it stands there at most once, clean ones
    /// too.</returns>
    public bool TryQueue() => Volatile.Read(ref _isQueued) == 0 && Interlocked.Exchange(ref _isQueued, 1) == 0;

    /// <summary>Taken from the queue, before it is looked at.</summary>
    public void Dequeued() => Interlocked.Exchange(ref _isQueued, 0);

    /// <param name="percent">The percentage; a lower one than before changes nothing.</param>
    /// <param name="done">Units done; negative for as before.</param>
    /// <param name="of">Units in all; negative for as before.</param>
    /// <param name="unit">What a unit is; null for as before.</param>
    /// <param name="message">A human-readable message; null for as before.</param>
    /// <param name="indeterminate">Whether the stage's size is not known.</param>
    /// <param name="isFarAhead">Whether reports come so much faster than they are taken that the caller should let
    /// others run. True for one report in 1,024.</param>
    /// <returns>False where the report is late.</returns>
    public bool TryPut(
        double percent, long done, long of, string? unit, string? message, bool indeterminate, out bool isFarAhead)
    {
        isFarAhead = false;
        Enter();
        var isOpen = !IsClosed;
        if (isOpen)
        {
            _values.Take(percent, done, of, unit, message, indeterminate);
            _isDirty = true;
            isFarAhead = ++_untaken % FarAhead == 0;
        }

        Exit();
        return isOpen;
    }

    /// <summary>The producer's own estimate, which holds until its next one; null for the library's.</summary>
    /// <returns>False where it is late.</returns>
    public bool TryEstimate(Estimate? estimate, long timestamp)
    {
        Enter();
        var isOpen = !IsClosed;
        if (isOpen)
        {
            if (estimate is { } own) MadeEstimate_NeedsGate().Own = new StageEstimate.Given(own, timestamp);
            else if (_estimate is not null) _estimate.Own = null;
            _isDirty = true;
        }

        Exit();
        return isOpen;
    }

    /// <summary>
    /// What is pending, as absolute values, on top of a change; the slot stays as it is. The library's estimate is the
    /// one that was taken last.
    /// </summary>
    public StageChange Peek(StageChange change, long timestamp)
    {
        Enter();
        var (isDirty, values, estimate, own) = (_isDirty, _values, _estimate, _estimate?.Own);
        Exit();
        if (!isDirty) return change;
        return values.On(change) with { Estimate = estimate?.Peek(own, values, timestamp) ?? default };
    }

    /// <summary>Takes what is pending and leaves the slot clean.</summary>
    public StageChange Take(StageChange change, long timestamp)
    {
        if (change is { NewAttempt: true, KeepProgress: false })
            return change; // a new attempt takes nothing from the old one
        Enter();
        var (isDirty, values) = (_isDirty, _values);
        if (isDirty)
            _values.Message = null; // sent once: a later report without one must not restore it over a newer message
        var hasPace = isDirty && !values.Indeterminate && EtaEstimate.IsNeeded(_openedAt, timestamp);
        var estimate = hasPace ? MadeEstimate_NeedsGate() : _estimate;
        var own = estimate?.Own;
        _isDirty = false;
        _untaken = 0;
        Exit();
        if (!isDirty) return change;
        return values.On(change) with { Estimate = estimate?.Take(own, values, timestamp) ?? default };
    }

    /// <summary>A first attempt, a new one, or one that goes on.</summary>
    public void Open(double progress, long timestamp)
    {
        Enter();
        _status = PipelineStatus.Processing;
        IsOwn = true;
        _isDirty = false;
        _values = ReportedValues.None with { Percent = progress, Unit = _values.Unit };
        (_estimate, _openedFrom, _openedAt) = (null, progress, timestamp);
        Exit();
    }

    /// <summary>The attempt goes on.</summary>
    /// <param name="known">The stage in the newest state; null where that does not have it.</param>
    /// <param name="timestamp">Now.</param>
    public void GoOn(StageState? known, long timestamp) => Open(Math.Max(Highest, known?.Progress ?? 0), timestamp);

    /// <summary>What the run's own transition means for later reports.</summary>
    /// <param name="change">The transition.</param>
    /// <param name="known">The stage in the newest state; null where that does not have it.</param>
    /// <param name="timestamp">Now.</param>
    public void Follow(StageChange change, StageState? known, long timestamp)
    {
        var isInterrupted = Status == PipelineStatus.Interrupted || known?.Status == PipelineStatus.Interrupted;
        if (change.Status is not PipelineStatus.Processing) Status = change.Status ?? Status;
        else if (change.NewAttempt ? change.KeepProgress : isInterrupted) GoOn(known, timestamp);
        else Open(0, timestamp);
    }

    /// <summary>
    /// Takes over the backplane's state after it has refused a request of this run. A report that waits is kept: it was
    /// not part of that request.
    /// </summary>
    public void Follow(StageState? stage)
    {
        Enter();
        _status = stage?.Status ?? PipelineStatus.Pending;
        if (stage is not null && !(_isDirty && _values.Percent > stage.Progress)) _values.Percent = stage.Progress;
        Exit();
    }

    private StageEstimate MadeEstimate_NeedsGate() => _estimate ??= new StageEstimate(_openedFrom, _openedAt);

    /// <summary>It never sleeps: the gate's holder needs nanoseconds, or its thread needs the processor.</summary>
    private void Enter()
    {
        if (Interlocked.CompareExchange(ref _gate, 1, 0) == 0) return;
        var spin = default(SpinWait);
        while (Volatile.Read(ref _gate) != 0 || Interlocked.CompareExchange(ref _gate, 1, 0) != 0)
            spin.SpinOnce(sleep1Threshold: -1);
    }

    private void Exit() => Volatile.Write(ref _gate, 0);
}
