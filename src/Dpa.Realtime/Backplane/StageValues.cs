using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Backplane;

/// <summary>What a change may alter of a stage: compared before a state is made of it.</summary>
internal readonly record struct StageValues(
    PipelineStatus Status,
    int Attempt,
    double Progress,
    bool Indeterminate,
    long? CompletedUnits,
    long? TotalUnits,
    string? Unit,
    string? Message,
    Estimate Estimate,
    ProgressError? Error,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt)
{
    public static StageValues Of(StageState stage) => new(
        stage.Status,
        stage.Attempt,
        stage.Progress,
        stage.Indeterminate,
        stage.CompletedUnits,
        stage.TotalUnits,
        stage.Unit,
        stage.Message,
        stage.Estimate,
        stage.Error,
        stage.StartedAt,
        stage.CompletedAt);

    /// <summary>The stage with these values, as of a version of its pipeline.</summary>
    public StageState Of(StageState stage, long version) => stage with
    {
        Version = version,
        Status = Status,
        Attempt = Attempt,
        Progress = Progress,
        Indeterminate = Indeterminate,
        CompletedUnits = CompletedUnits,
        TotalUnits = TotalUnits,
        Unit = Unit,
        Message = Message,
        Estimate = Estimate,
        Error = Error,
        StartedAt = StartedAt,
        CompletedAt = CompletedAt,
    };
}
