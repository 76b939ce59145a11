namespace Dpa.Realtime.Publishing;

/// <summary>The newest report of one stage that has not been applied yet: the run's pending slot. Guarded by the publisher's lock.</summary>
internal sealed class StageSlot(string id)
{
    public string Id { get; } = id;

    /// <summary>Whether the stage is at its end, or not begun; a report is then late.</summary>
    public bool IsClosed { get; set; } = true;

    /// <summary>Whether the slot stands in the publisher's queue of dirty slots.</summary>
    public bool IsDirty { get; set; }

    /// <summary>The highest percentage of this attempt, kept so that a report never goes back.</summary>
    public double Highest { get; set; }

    public double Percent { get; set; }

    public long Done { get; set; } = -1;

    public long Of { get; set; } = -1;

    public string? Unit { get; set; }

    public string? Message { get; set; }

    public bool Indeterminate { get; set; }

    public EtaEstimate Eta { get; } = new();

    /// <summary>Takes what is pending, as absolute values, and leaves the slot clean.</summary>
    public StageChange Take(StageChange change, long timestamp)
    {
        if (!IsDirty) return change;
        IsDirty = false;
        return change with
        {
            Progress = Percent,
            Indeterminate = Indeterminate,
            CompletedUnits = Done >= 0 ? Done : null,
            TotalUnits = Of > 0 ? Of : null,
            Unit = Unit,
            Message = change.Message ?? Message,
            Eta = Indeterminate ? null : Eta.After(Percent, timestamp),
        };
    }

    /// <summary>A new attempt, or a first one.</summary>
    public void Open(double progress, long timestamp)
    {
        IsClosed = false;
        Highest = progress;
        Percent = progress;
        Done = Of = -1;
        Message = null;
        Indeterminate = false;
        Eta.Begin(progress, timestamp);
    }
}
