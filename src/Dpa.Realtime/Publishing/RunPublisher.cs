using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Publishing;

// The Publishing folder turns reports into changes. It guarantees that a report never waits, never throws and costs no
// allocation, that at most one change of a run is in flight at the backplane, that a newer report replaces one that
// waits, and that transitions are applied in the order in which they were requested.

/// <summary>
/// One run's way to the backplane: pending slots for progress, a queue for transitions (<see cref="RunState"/>), and
/// one loop (self-clocked coalescing).
/// </summary>
internal sealed partial class RunPublisher : IThreadPoolWorkItem
{
    private readonly IBackplane _backplane;
    private readonly PublishingContext _context;
    private readonly RunState _run;
    private readonly RunOutage _outage;
    private readonly LoopWake<RunState> _wake;
    private RunQuestions? _questions; // made for the first one
    private RunEnding? _ending; // made when it is needed
    private bool _isDropLogged;
    private bool _isClampLogged;

    public RunPublisher(
        IBackplane backplane, PublishingContext context, PipelineState state, string token, bool isJoined)
    {
        _backplane = backplane;
        _context = context;
        _run = new RunState(context, state, token, isJoined);
        _outage = new RunOutage(_run, backplane, context);
        _wake = new LoopWake<RunState>(_run, static run => run.HasWork());
        Signals = new RunSignals(context.Guests, state.Id);
    }

    public string PipelineId => _run.PipelineId;

    public string Token => _run.Token;

    public RunSignals Signals { get; }

    /// <inheritdoc cref="RunState.State"/>
    public PipelineState State => _run.State;

    /// <inheritdoc cref="RunState.Status"/>
    public PipelineStatus Status => _run.Status;

    /// <summary>Whether this run can report nothing more before it is continued.</summary>
    public bool IsOver => IsReplaced || IsSettled;

    /// <inheritdoc cref="RunState.IsReplaced"/>
    public bool IsReplaced => _run.IsReplaced;

    /// <summary>Whether the end of this attempt was reported.</summary>
    public bool IsSettled => _run.IsClosed || State.IsEnded;

    /// <summary>Whether a subscriber's request can still reach the producer.</summary>
    public bool IsListening => !IsReplaced && !_run.IsLeft && !State.IsEnded;

    /// <inheritdoc cref="RunState.IsAsking"/>
    public bool IsAsking => _run.IsAsking;

    /// <inheritdoc cref="RunOutage.IsUnavailable"/>
    public bool IsUnavailable => _outage.IsUnavailable;

    /// <inheritdoc cref="RunOutage.TransitionsWaiting"/>
    public int TransitionsWaiting => _outage.TransitionsWaiting;

    private RunEnding Ending => Volatile.Read(ref _ending) ?? Made(ref _ending, new RunEnding(this, _run, _context));

    /// <summary>
    /// The hot path: a few stores behind the stage's gate, and a wake-up when nothing is in flight. The lock is the
    /// loop's and the transitions'.
    /// </summary>
    public void Report(
        StageSlot slot, double percent, long done, long of, string? unit, string? message, bool indeterminate)
    {
        if (percent is < 0 or > 100 && !slot.IsClosed && !_run.IsClosed)
            percent = Clamped(percent);
        if (
            _run.IsClosed
            || _run.IsReplaced
            || double.IsNaN(percent)
            || !slot.TryPut(percent, done, of, unit, message, indeterminate, out var isFarAhead))
        {
            Dropped();
            return;
        }

        Put(slot);
        // Threads that report without a pause on every processor leave the loop one thread's share of them. A yield for
        // each 1,024 reports that nobody took costs a report less than a nanosecond and lets the loop get on.
        if (isFarAhead) Thread.Yield();
    }

    /// <summary>The producer's own estimate of a stage; null for the library's.</summary>
    public void Report(StageSlot slot, Estimate? estimate)
    {
        if (_run.IsClosed || _run.IsReplaced || !slot.TryEstimate(estimate, _run.Ticks())) Dropped();
        else Put(slot);
    }

    public async ValueTask<StageSlot> BeginStageAsync(string stageId, CancellationToken cancellationToken)
    {
        if (!WireBounds.IsPipelineId(stageId))
            throw new ArgumentException(
                "A stage's type has 1 to 128 characters of A-Z a-z 0-9 . _ : -", nameof(stageId));
        var status = _run.StageStatus(stageId);
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
        return _run.SlotOf(stageId);
    }

    public async ValueTask<TransitionOutcome> StageTransitionAsync(
        StageChange change, CancellationToken cancellationToken)
    {
        using var activity = RealtimeTrace.BeginTransition(PipelineId, change.Id);
        return await AwaitAsync(_run.Request(change), activity, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="describe">Fills in the change.</param>
    /// <param name="closes">Whether the run's stages stop here (an end or an interrupt).</param>
    /// <param name="cancellationToken">Cancels the wait only.</param>
    public async ValueTask<TransitionOutcome> PipelineTransitionAsync(
        Func<PipelineChange, PipelineChange> describe, bool closes, CancellationToken cancellationToken)
    {
        using var activity = RealtimeTrace.BeginTransition(PipelineId);
        return await AwaitAsync(_run.Request(describe, closes), activity, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="RunQuestions.AskAsync"/>
    public ValueTask<QuestionAnswer> AskAsync(
        PipelineQuestion question, StageSlot? slot, CancellationToken cancellationToken) =>
        (Volatile.Read(ref _questions) ?? Made(ref _questions, new RunQuestions(this, _run, _backplane, _context)))
            .AskAsync(question, slot, cancellationToken);

    /// <inheritdoc cref="RunState.NotifyOfAnswer"/>
    public bool NotifyOfAnswer() => _run.NotifyOfAnswer();

    /// <inheritdoc cref="RunState.Compare"/>
    public void Compare(PipelineState newest)
    {
        if (_run.Compare(newest)) Start();
    }

    /// <inheritdoc cref="RunOutage.RetryNow"/>
    public void RetryNow() => _outage.RetryNow();

    /// <summary>Called about once a second: marks a run that reports nothing any more.</summary>
    /// <returns>Whether it was marked now.</returns>
    public bool CheckStalled()
    {
        lock (_run.Lock)
        {
            if (_outage.IsUnavailable || _wake.IsRunning || !_run.TryMarkStalled_NeedsLock()) return false;
        }

        Start();
        return true;
    }

    /// <inheritdoc cref="RunEnding.LeaveAsync"/>
    public ValueTask LeaveAsync(bool tokenCancelled) => Ending.LeaveAsync(tokenCancelled);

    /// <inheritdoc cref="RunEnding.ReportAsync"/>
    public ValueTask ReportEndAsync(Func<ValueTask> transition) => Ending.ReportAsync(transition);

    /// <inheritdoc cref="RunEnding.Threw"/>
    public void Threw(Exception exception) => Ending.Threw(exception);

    private void Put(StageSlot slot)
    {
        _run.Reported();
        _run.Slots.Put(slot);
        if (_wake.TryStart()) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        if (_outage.IsUntaken) _outage.ShowReport(slot);
    }

    private double Clamped(double percent)
    {
        _context.Metrics.ReportsClamped.Add(1);
        if (!Interlocked.Exchange(ref _isClampLogged, true)) _context.Logger.ReportClamped(PipelineId, percent);

        return percent > 100 ? 100 : 0;
    }

    private void Dropped()
    {
        _context.Metrics.ReportsDropped.Add(1);
        if (Interlocked.Exchange(ref _isDropLogged, true)) return;
        _context.Logger.ReportDropped(PipelineId);
    }

    private static T Made<T>(ref T? field, T made)
        where T : class => Interlocked.CompareExchange(ref field, made, null) ?? made;
}
