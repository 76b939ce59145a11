using System.Diagnostics;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Protocol;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Publishing;

// The room Publishing: turns reports into changes. It promises that a report never waits, never throws and costs no allocation, that at most one change of a run
// is in flight at the backplane, that a newer report replaces one that waits, and that transitions are applied in the order in which they were asked for.

/// <summary>One run's way to the backplane: pending slots for progress, a queue for transitions, and one loop (self-clocked coalescing).</summary>
internal sealed partial class RunPublisher : IThreadPoolWorkItem
{
    internal static readonly ProgressError UnhandledError = new("unhandled_error", "The work ended unexpectedly.", "Try again; if it happens again, ask the people who run the service to look at its log.", Retryable: true);
    internal static readonly ProgressError Abandoned = new("abandoned", "The work was left without an end.", "Start it again.", Retryable: true);

    private readonly Lock _lock = new();
    private readonly IBackplane _backplane;
    private readonly PublishingContext _context;
    private readonly string _token;
    private readonly bool _isJoined;
    private readonly Dictionary<string, StageSlot> _slots = new(StringComparer.Ordinal);
    private readonly Queue<StageSlot> _dirty = new();
    private readonly Queue<PendingTransition> _transitions = new();
    private PipelineState _state;
    private long _sequence;
    private bool _isBusy;
    private bool _isClosed; // the run's last transition was asked for: later reports are late
    private bool _isReplaced;
    private long _lastReport;

    public RunPublisher(IBackplane backplane, PublishingContext context, PipelineState state, string token, bool isJoined)
    {
        _backplane = backplane;
        _context = context;
        _state = state;
        _token = token;
        _isJoined = isJoined;
        _lastReport = context.Time.GetTimestamp();
    }

    public string PipelineId => _state.Id;

    public string Token => _token;

    public RunSignals Signals { get; } = new();

    public PipelineState State => Volatile.Read(ref _state);

    /// <summary>Whether nothing more can be said by this run.</summary>
    public bool IsOver => _isReplaced || _isClosed || State.IsEnded;

    /// <summary>The hot path: a lock, a few stores, and a wake-up when nothing is in flight.</summary>
    public void Report(StageSlot slot, double percent, long done, long of, string? unit, string? message, bool indeterminate)
    {
        var wake = false;
        lock (_lock)
        {
            if (slot.IsClosed || _isClosed || _isReplaced || !(percent <= 100 && percent >= 0))
            {
                if (slot.IsClosed || _isClosed || _isReplaced || double.IsNaN(percent))
                {
                    Dropped();
                    return;
                }

                percent = Clamped(percent);
            }

            if (percent > slot.Highest) slot.Highest = percent;
            slot.Percent = slot.Highest;
            slot.Indeterminate = indeterminate;
            if (done >= 0) slot.Done = done;
            if (of >= 0) slot.Of = of;
            if (unit is not null) slot.Unit = unit;
            if (message is not null) slot.Message = message;
            _lastReport = _context.Time.GetTimestamp();
            if (!slot.IsDirty)
            {
                slot.IsDirty = true;
                _dirty.Enqueue(slot);
            }

            if (!_isBusy) wake = _isBusy = true;
        }

        if (wake) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public async ValueTask<StageSlot> BeginStageAsync(string stageId, CancellationToken cancellationToken)
    {
        if (!WireBounds.IsPipelineId(stageId)) throw new ArgumentException("A stage's type has 1 to 128 characters of A-Z a-z 0-9 . _ : -", nameof(stageId));
        var known = State.FindStage(stageId);
        var recovers = known?.Status == PipelineStatus.Processing;
        var change = new StageChange { Id = stageId, Status = PipelineStatus.Processing, NewAttempt = recovers, KeepProgress = recovers };
        await StageTransitionAsync(change, cancellationToken).ConfigureAwait(false);
        lock (_lock) return _slots[stageId];
    }

    public ValueTask<TransitionOutcome> StageTransitionAsync(StageChange change, CancellationToken cancellationToken)
    {
        PendingTransition pending;
        lock (_lock)
        {
            if (!_slots.TryGetValue(change.Id, out var slot)) _slots[change.Id] = slot = new StageSlot(change.Id);
            pending = Enqueue(new PipelineChange { PipelineId = PipelineId, ProducerToken = _token, Sequence = 0, Stages = [TakePending(slot, change)], TraceParent = Activity.Current?.Id });
            Follow(slot, change);
        }

        return AwaitAsync(pending, cancellationToken);
    }

    /// <param name="describe">Fills in the change.</param>
    /// <param name="closes">Whether the run's stages stop here (an end or an interrupt).</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public ValueTask<TransitionOutcome> PipelineTransitionAsync(Func<PipelineChange, PipelineChange> describe, bool closes, CancellationToken cancellationToken)
    {
        PendingTransition pending;
        lock (_lock)
        {
            var change = describe(new PipelineChange { PipelineId = PipelineId, ProducerToken = _token, Sequence = 0, TraceParent = Activity.Current?.Id });
            // An end takes everything that still waits into its own change: nobody sees a completed pipeline with an old percentage.
            if (closes) change = change with { Stages = [.. TakeAllPending()] };
            pending = Enqueue(change);
            if (change.Status == PipelineStatus.Processing) _isClosed = false;
            if (closes) CloseAll(change.Status);
        }

        return AwaitAsync(pending, cancellationToken);
    }

    /// <summary>Leaves the run: says how it ended where the producer did not.</summary>
    public async ValueTask LeaveAsync(bool tokenCancelled)
    {
        _context.Runs.Remove(this);
        try
        {
            if (!_isJoined && !_isClosed && !_isReplaced && State.Status is PipelineStatus.Processing or PipelineStatus.Cancelling)
            {
                if (tokenCancelled || Signals.Cancel.IsCancellationRequested) await EndAsync(PipelineStatus.Cancelled, null).ConfigureAwait(false);
                else if (Signals.Interrupt.IsCancellationRequested) await EndAsync(PipelineStatus.Interrupted, null).ConfigureAwait(false);
                else await EndAsync(PipelineStatus.Failed, Abandoned).ConfigureAwait(false);
            }

            await _backplane.ReleaseAsync(PipelineId, _token, CancellationToken.None).ConfigureAwait(false);
        }
        catch (PipelineException e)
        {
            // Fenced off, ended by somebody else, or the backplane is away: leaving must not hide the exception that led here.
            _context.Logger.RunLeftWithoutEnd(PipelineId, e.Code);
        }
    }

    private ValueTask<TransitionOutcome> EndAsync(PipelineStatus status, ProgressError? error) =>
        PipelineTransitionAsync(c => c with { Status = status, EndOpenStages = true, Error = error, Message = error?.Message }, true, CancellationToken.None);

    private StageChange TakePending(StageSlot slot, StageChange change) => slot.Take(change, Ticks());

    private IEnumerable<StageChange> TakeAllPending()
    {
        while (_dirty.TryDequeue(out var slot))
            if (slot.IsDirty) yield return TakePending(slot, new StageChange { Id = slot.Id });
    }

    /// <summary>Brings the slot to what the transition means for later reports.</summary>
    private void Follow(StageSlot slot, StageChange change)
    {
        if (change.Status is not { } status) return;
        if (status == PipelineStatus.Processing) slot.Open(ProgressAtOpening(change), Ticks());
        else if (status != PipelineStatus.Cancelling) slot.IsClosed = true;
    }

    private double ProgressAtOpening(StageChange change)
    {
        var stage = State.FindStage(change.Id);
        var keeps = stage?.Status == PipelineStatus.Interrupted || change.KeepProgress;
        return keeps ? stage!.Progress : 0;
    }

    private void CloseAll(PipelineStatus? status)
    {
        _isClosed = true;
        foreach (var slot in _slots.Values)
            if (status is not null) slot.IsClosed = true;
    }

    private long Ticks() => (long)(_context.Time.GetTimestamp() * ((double)TimeSpan.TicksPerSecond / _context.Time.TimestampFrequency));
}
