using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Diagnostics;

// The Diagnostics folder: what operators of an application see of the library. It guarantees that diagnostics cost
// nothing while nobody reads them, that a line is written once per cause and not once per attempt, that text from
// others cannot forge a line, and that no ticket, query string or header is ever written.

/// <summary>What the library logs, except what runs log (<see cref="PublishingLog"/>).</summary>
internal static partial class RealtimeLog
{
    [LoggerMessage(
        1, LogLevel.Warning,
        "Send change of pipeline {PipelineId}: the backplane does not take it. Work goes on, and this and all other "
            + "runs' changes are sent again until they are accepted; runs that fail too are counted in "
            + "dpa.realtime.backplane.failures. Look at the backplane's own line for what to do."
    )]
    public static partial void ApplyFailed(this ILogger logger, SafeText pipelineId, Exception exception);

    [LoggerMessage(
        2, LogLevel.Warning,
        "Another producer took pipeline {PipelineId} over; this run's reports are dropped from here on. {Others} "
            + "others since the last such line."
    )]
    public static partial void ProducerReplaced(this ILogger logger, SafeText pipelineId, long others);

    [LoggerMessage(
        3, LogLevel.Information,
        "The run of pipeline {PipelineId} was disposed and its end could not be reported: {Code}.")]
    public static partial void RunLeftWithoutEnd(this ILogger logger, SafeText pipelineId, SafeText code);

    [LoggerMessage(
        4, LogLevel.Debug,
        "A report of pipeline {PipelineId} was {Percent} %; it is held within 0 to 100. Further ones are only counted."
    )]
    public static partial void ReportClamped(this ILogger logger, SafeText pipelineId, double percent);

    [LoggerMessage(
        5, LogLevel.Debug,
        "A report of pipeline {PipelineId} was dropped: it came after the stage's end, or was not a number. Further "
            + "ones are only counted."
    )]
    public static partial void ReportDropped(this ILogger logger, SafeText pipelineId);

    [LoggerMessage(
        7, LogLevel.Warning,
        "A caller without an identity is served as the user '{UserId}' that it named, because the application is in "
            + "Development. Add authentication before it goes anywhere else."
    )]
    public static partial void AnonymousServed(this ILogger logger, SafeText userId);

    [LoggerMessage(8, LogLevel.Debug, "Connection {ConnectionId} of user {UserId} opened.")]
    public static partial void ConnectionOpened(this ILogger logger, SafeText connectionId, SafeText userId);

    [LoggerMessage(9, LogLevel.Debug, "Connection {ConnectionId} closed: {Reason}.")]
    public static partial void ConnectionClosed(this ILogger logger, SafeText connectionId, SafeText reason);

    [LoggerMessage(10, LogLevel.Error, "Connection {ConnectionId} ended by an unexpected error.")]
    public static partial void ConnectionFailed(this ILogger logger, SafeText connectionId, Exception exception);

    [LoggerMessage(11, LogLevel.Error, "The {Loop} loop failed once and goes on.")]
    public static partial void LoopFailed(this ILogger logger, SafeText loop, Exception exception);

    [LoggerMessage(
        12, LogLevel.Error,
        "A pipeline could not be authorised or read for connection {ConnectionId}, and {Others} times more since the "
            + "last such line."
    )]
    public static partial void ReadFailed(this ILogger logger, SafeText connectionId, long others, Exception exception);

    [LoggerMessage(
        15, LogLevel.Debug, "A pipeline could not be read for connection {ConnectionId}: {Code}. The client asks again."
    )]
    public static partial void SubscribeUnavailable(this ILogger logger, SafeText connectionId, SafeText code);

    [LoggerMessage(
        16, LogLevel.Warning,
        "Could not answer a client, which may try again: {Reason} Further ones are logged as Debug, until there was "
            + "none for a minute; the backplane's own lines name what to do."
    )]
    public static partial void ClientsUnavailable(this ILogger logger, SafeText reason);

    [LoggerMessage(
        13,
        LogLevel.Warning,
        """
            The application has no authentication scheme, so Dpa.Realtime answers every caller with 401. Add one before builder.Build(), for example of this package:
                dotnet add package Microsoft.AspNetCore.Authentication.JwtBearer
                builder.Services.AddAuthentication().AddJwtBearer();
            and before app.MapDpaWebSocket():
                app.UseAuthentication();
            For a demonstration, where everybody may be whom they claim to be: builder.Services.AddDpaRealtime(o => o.AllowAnonymous = true);
            Where a middleware of your own signs callers in, set DpaRealtimeOptions.UserIdSelector and this line is gone.
            """
    )]
    public static partial void NoAuthentication(this ILogger logger);

    [LoggerMessage(
        17, LogLevel.Warning,
        "A message of pipeline {PipelineId} could not be read, and {Others} others since the last such line; the "
            + "pipeline was read instead. Run the same version on all nodes, and let nobody else write to the store."
    )]
    public static partial void StoreMessageMalformed(this ILogger logger, SafeText pipelineId, long others);

    [LoggerMessage(
        18, LogLevel.Error,
        "A watched pipeline could not be read after a message was missed, and {Others} times more since the last such "
            + "line. It is read again with its next message, or when positions are compared."
    )]
    public static partial void FeedReadFailed(this ILogger logger, long others, Exception exception);

    [LoggerMessage(
        60, LogLevel.Warning,
        "Refuse connections: {Used} of {Limit} file descriptors are in use. Raise the process's limit (ulimit -n, "
            + "LimitNOFILE= of systemd, --ulimit nofile= of a container), or add nodes."
    )]
    public static partial void DescriptorsShort(this ILogger logger, int used, int limit);

    [LoggerMessage(
        14, LogLevel.Warning,
        "DpaRealtimeOptions.AllowAnonymous is set and the environment is {Environment}: whoever reaches this "
            + "application can be any user that it names, and see and control that user's pipelines. Remove "
            + "AllowAnonymous and add authentication: builder.Services.AddAuthentication().AddJwtBearer(); of the "
            + "package Microsoft.AspNetCore.Authentication.JwtBearer."
    )]
    public static partial void AnonymousAllowed(this ILogger logger, SafeText environment);
}
