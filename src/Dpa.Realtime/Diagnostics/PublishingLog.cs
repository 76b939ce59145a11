using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Diagnostics;

/// <summary>
/// What runs log while the backplane is unavailable: one line per outage and node, never one per run or attempt.
/// </summary>
internal static partial class PublishingLog
{
    [LoggerMessage(
        41, LogLevel.Information,
        "The backplane answers all runs of this node again; it was unavailable for {Seconds} s. What was held is "
            + "applied."
    )]
    public static partial void BackplaneBack(this ILogger logger, double seconds);

    [LoggerMessage(
        42, LogLevel.Warning,
        "The backplane is unavailable, and pipeline {PipelineId} has more than {Limit} transitions waiting: from here on the "
            + "oldest are merged into later ones of their stage, and subscribers will not see them singly."
    )]
    public static partial void TransitionsMerged(this ILogger logger, SafeText pipelineId, int limit);

    [LoggerMessage(
        43, LogLevel.Warning,
        "A transition of pipeline {PipelineId} that had been held was refused once the backplane was reachable again: "
            + "{Reason} {Others} others since the last such line."
    )]
    public static partial void HeldTransitionRefused(
        this ILogger logger, SafeText pipelineId, SafeText reason, long others);

    [LoggerMessage(
        44, LogLevel.Warning,
        "The backplane had lost the state of pipeline {PipelineId}; it was restored, and the run goes on. {Others} "
            + "others since the last such line. Find out why the backplane loses data."
    )]
    public static partial void StateRestored(this ILogger logger, SafeText pipelineId, long others);

    [LoggerMessage(
        46, LogLevel.Error,
        "Work of pipeline {PipelineId} threw: subscribers see unhandled_error. Correct the work, or catch it there and "
            + "call FailAsync with what people can do."
    )]
    public static partial void WorkThrew(this ILogger logger, SafeText pipelineId, Exception exception);

    [LoggerMessage(45, LogLevel.Error, "The backplane cannot take a change of pipeline {PipelineId}; it was dropped.")]
    public static partial void ChangeDropped(this ILogger logger, SafeText pipelineId, Exception exception);
}
