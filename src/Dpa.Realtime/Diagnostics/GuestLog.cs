using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Diagnostics;

/// <summary>
/// What the calls of the application's code log; at most one line a minute for each kind of code and way to fail.
/// </summary>
internal static partial class GuestLog
{
    [LoggerMessage(
        61, LogLevel.Error,
        "Call {Callback}: it threw for pipeline '{PipelineId}' ({Others} more since the last line). "
            + "Its answer counts as unknown and nothing is shown by it. Correct the code that the exception names.")]
    public static partial void GuestThrew(
        this ILogger logger, SafeText callback, SafeText pipelineId, int others, Exception exception);

    [LoggerMessage(
        62, LogLevel.Error,
        "Call {Callback}: it did not answer for pipeline '{PipelineId}' within {Seconds} s ({Others} more since the "
            + "last line). "
            + "Its answer counts as unknown and nothing is shown by it. Make it faster and heed its CancellationToken, "
            + "or raise DpaRealtimeOptions.{Setting}."
    )]
    public static partial void GuestTimedOut(
        this ILogger logger, SafeText callback, SafeText pipelineId, double seconds, int others, SafeText setting);

    [LoggerMessage(
        63, LogLevel.Error, "Call {Callback}: it was not called for pipeline '{PipelineId}', because {Reason} "
            + "({Others} more since the last line). Make it faster and heed its CancellationToken, or raise "
            + "DpaRealtimeOptions.MaxConcurrentCallbacks."
    )]
    public static partial void GuestBusy(
        this ILogger logger, SafeText callback, SafeText pipelineId, SafeText reason, int others);

    [LoggerMessage(
        64, LogLevel.Error,
        "Call {Callback}: {Threads} threads have been blocked by it for {Seconds} s or longer and were replaced. "
            + "Find what it waits for, for example with dotnet-stack, and await it; restart the application to free "
            + "them."
    )]
    public static partial void GuestThreadsBlocked(this ILogger logger, SafeText callback, int threads, double seconds);

    [LoggerMessage(
        65, LogLevel.Error,
        "Drop transitions: {Count} so far were not handed to the transition handlers, because {Reason}. "
            + "Make the handlers faster, let them put work into a queue of their own, or raise "
            + "DpaRealtimeOptions.MaxQueuedTransitions or the host's ShutdownTimeout."
    )]
    public static partial void TransitionsDropped(this ILogger logger, int count, SafeText reason);
}
