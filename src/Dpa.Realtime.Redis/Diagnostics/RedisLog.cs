using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Redis.Diagnostics;

// The folder Diagnostics: what operators see of the backplane. Each cause is logged once, with what to do; afterwards
// its count is logged.

/// <summary>What the Redis backplane logs.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(
        101, LogLevel.Error,
        "Redis: {Kind}. {WhatToDo} Work goes on meanwhile; what is reported is held. Further failures of this kind are "
            + "counted and logged once a minute."
    )]
    public static partial void RedisFailed(this ILogger logger, FailureKind kind, string whatToDo, Exception exception);

    [LoggerMessage(102, LogLevel.Error, "Redis: {Kind}, {Count} more times since this was last logged. {WhatToDo}")]
    public static partial void RedisStillFails(this ILogger logger, FailureKind kind, long count, string whatToDo);

    [LoggerMessage(
        103, LogLevel.Information,
        "Redis answers again; it was unavailable for {Seconds} s. What was held is applied, and what this node holds is "
            + "compared."
    )]
    public static partial void RedisAnswersAgain(this ILogger logger, double seconds);

    [LoggerMessage(
        104, LogLevel.Warning, "Redis had lost its data. {Count} pipelines that this node held were restored.")]
    public static partial void DataLost(this ILogger logger, int count);

    [LoggerMessage(
        105, LogLevel.Warning,
        "A message on the channel {Channel} was rejected ({Reason}): it was not sent by a node of this application "
            + "with this version. The state was read instead. Further ones are only counted."
    )]
    public static partial void MessageRejected(this ILogger logger, SafeText channel, string reason);

    [LoggerMessage(106, LogLevel.Error, "The Redis backplane could not {Step}; it is tried again.")]
    public static partial void StepFailed(this ILogger logger, string step, Exception exception);

    [LoggerMessage(
        107, LogLevel.Information,
        "Redis has another primary, or lost data. This node holds {Count} pipelines further on; all nodes sent what "
            + "they hold: {IsWhole}, after {Milliseconds} ms."
    )]
    public static partial void Compared(this ILogger logger, int count, bool isWhole, long milliseconds);
}
