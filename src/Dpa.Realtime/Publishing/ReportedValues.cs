namespace Dpa.Realtime.Publishing;

/// <summary>The reported values of a stage. A later report keeps the values that it does not name.</summary>
internal struct ReportedValues
{
    public static readonly ReportedValues None = new() { Done = -1, Of = -1 };

    /// <summary>The highest of this attempt: a report never goes back.</summary>
    public double Percent;
    public long Done;
    public long Of;
    public string? Unit;
    public string? Message;
    public bool Indeterminate;

    public void Take(double percent, long done, long of, string? unit, string? message, bool indeterminate)
    {
        if (percent > Percent) Percent = percent;
        Indeterminate = indeterminate;
        if (done >= 0) Done = done;
        if (of >= 0) Of = of;
        if (unit is not null) Unit = unit;
        if (message is not null) Message = message;
    }

    public readonly StageChange On(StageChange change) => change with
    {
        Progress = Percent,
        Indeterminate = Indeterminate,
        CompletedUnits = Done >= 0 ? Done : null,
        TotalUnits = Of > 0 ? Of : null,
        Unit = Unit,
        Message = change.Message ?? Message,
    };
}
