using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Diagnostics;

/// <summary>Every line that the library logs.</summary>
internal static partial class RealtimeLog
{
    [LoggerMessage(1, LogLevel.Warning, "The change of pipeline {PipelineId} could not be handed to the backplane. It is tried again until it is accepted; the work goes on meanwhile.")]
    public static partial void ApplyFailed(this ILogger logger, string pipelineId, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Another producer took pipeline {PipelineId} over; this run's reports are dropped from here on.")]
    public static partial void ProducerReplaced(this ILogger logger, string pipelineId);

    [LoggerMessage(3, LogLevel.Information, "The run of pipeline {PipelineId} was left and could not say its end: {Code}.")]
    public static partial void RunLeftWithoutEnd(this ILogger logger, string pipelineId, string code);

    [LoggerMessage(4, LogLevel.Debug, "A report of pipeline {PipelineId} was {Percent} %; it is held within 0 to 100. Further ones are only counted.")]
    public static partial void ReportClamped(this ILogger logger, string pipelineId, double percent);

    [LoggerMessage(5, LogLevel.Debug, "A report of pipeline {PipelineId} was dropped: it came after the stage's end, or was not a number. Further ones are only counted.")]
    public static partial void ReportDropped(this ILogger logger, string pipelineId);

    [LoggerMessage(6, LogLevel.Error, "The transition handler {Handler} failed for pipeline {PipelineId}.")]
    public static partial void TransitionHandlerFailed(this ILogger logger, string pipelineId, string handler, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "A caller without an identity is served as the user '{UserId}' that it named, because the application is in Development or AllowAnonymous is set. Add authentication before it goes anywhere else.")]
    public static partial void AnonymousServed(this ILogger logger, string userId);

    [LoggerMessage(8, LogLevel.Debug, "Connection {ConnectionId} of user {UserId} opened.")]
    public static partial void ConnectionOpened(this ILogger logger, string connectionId, string userId);

    [LoggerMessage(9, LogLevel.Debug, "Connection {ConnectionId} closed: {Reason}.")]
    public static partial void ConnectionClosed(this ILogger logger, string connectionId, string reason);

    [LoggerMessage(10, LogLevel.Error, "Connection {ConnectionId} ended by an unexpected error.")]
    public static partial void ConnectionFailed(this ILogger logger, string connectionId, Exception exception);

    [LoggerMessage(11, LogLevel.Error, "The {Loop} loop failed once and goes on.")]
    public static partial void LoopFailed(this ILogger logger, string loop, Exception exception);

    [LoggerMessage(12, LogLevel.Error, "A pipeline could not be authorised or read for connection {ConnectionId}.")]
    public static partial void SubscribeFailed(this ILogger logger, string connectionId, Exception exception);
}
