namespace Dpa.Realtime.Publishing;

/// <summary>The newest report of one stage that has not been applied yet: the run's pending slot. Guarded by the publisher's lock.</summary>
internal sealed class StageSlot(string id)
{
    public string Id { get; } = id;

    /// <summary>The status that this run's own calls have asked for, whether or not the backplane has answered.</summary>
    public PipelineStatus Status { get; set; }

    /// <summary>Whether this run has begun it, not another that produces beside it.</summary>
    public bool IsOwn { get; private set; }

    /// <summary>Whether the stage is not under way; a report is then late.</summary>
    public bool IsClosed => Status is not (PipelineStatus.Processing or PipelineStatus.Cancelling);

    /// <summary>Whether it stands in the publisher's queue of slots; at most once, clean ones too.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Whether a report waits.</summary>
    public bool IsDirty { get; private set; }

    /// <summary>The highest percentage of this attempt: a report never goes back.</summary>
    public double Highest { get; private set; }

    private long _done = -1;
    private long _of = -1;
    private string? _unit;
    private string? _message;
    private bool _indeterminate;
    private readonly EtaEstimate _eta = new();

    public void Put(double percent, long done, long of, string? unit, string? message, bool indeterminate)
    {
        if (percent > Highest) Highest = percent;
        _indeterminate = indeterminate;
        if (done >= 0) _done = done;
        if (of >= 0) _of = of;
        if (unit is not null) _unit = unit;
        if (message is not null) _message = message;
        IsDirty = true;
    }

    /// <summary>What is pending, as absolute values, on top of a change; the slot stays as it is.</summary>
    public StageChange Peek(StageChange change) => !IsDirty ? change : change with
    {
        Progress = Highest,
        Indeterminate = _indeterminate,
        CompletedUnits = _done >= 0 ? _done : null,
        TotalUnits = _of > 0 ? _of : null,
        Unit = _unit,
        Message = change.Message ?? _message,
    };

    /// <summary>Takes what is pending and leaves the slot clean.</summary>
    public StageChange Take(StageChange change, long timestamp)
    {
        if (!IsDirty || change is { NewAttempt: true, KeepProgress: false }) return change; // a new attempt takes nothing from the old one
        var taken = Peek(change) with { Eta = _indeterminate ? null : _eta.After(Highest, timestamp) };
        IsDirty = false;
        _message = null; // said once: a later report without one must not bring it back over a newer message
        return taken;
    }

    /// <summary>A first attempt, a new one, or one that goes on.</summary>
    public void Open(double progress, long timestamp)
    {
        Status = PipelineStatus.Processing;
        IsOwn = true;
        IsDirty = false;
        Highest = progress;
        _done = _of = -1;
        _message = null;
        _indeterminate = false;
        _eta.Begin(progress, timestamp);
    }

    /// <summary>What the backplane says, after it has refused what this run asked for. A report that waits is not taken back: it was no part of that.</summary>
    public void Follow(StageState? stage)
    {
        Status = stage?.Status ?? PipelineStatus.Pending;
        if (stage is not null && !(IsDirty && Highest > stage.Progress)) Highest = stage.Progress;
    }
}
