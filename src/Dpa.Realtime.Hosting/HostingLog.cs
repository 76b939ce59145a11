using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Hosting;

/// <summary>The log messages about work and its pipelines.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(
        1, LogLevel.Error, "Run pipeline {PipelineId}: its work failed. It is shown as failed; the next item goes on.")]
    public static partial void WorkFailed(this ILogger logger, string pipelineId, Exception exception);

    [LoggerMessage(
        2, LogLevel.Warning,
        "Report work as pipeline {PipelineId}: refused, the work goes on unseen. Check its id, its owner and the "
            + "backplane."
    )]
    public static partial void NotShown(this ILogger logger, string? pipelineId, Exception exception);
}
