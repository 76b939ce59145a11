namespace DocumentPipelineHost.Statistics;

/// <summary>What the host did in a time, and what it does now.</summary>
/// <param name="Range">The time: <c>1h</c>, <c>24h</c>, <c>7d</c> or <c>30d</c>.</param>
/// <param name="Scope"><c>own</c>: the caller's pipelines; <c>all</c>: everybody's.</param>
/// <param name="Since">The begin of the time.</param>
/// <param name="Until">Its end: now.</param>
/// <param name="Ended">Pipelines that ended in it, according to their rows.</param>
/// <param name="PerHour">Pipelines that completed in an hour, on average.</param>
/// <param name="Buckets">The same in equal parts of the time, the oldest first.</param>
/// <param name="Stages">How long completed stages took.</param>
/// <param name="QueueWait">How long pipelines that ended had waited for their first stage.</param>
/// <param name="Failures">Failed pipelines by the code of their error, the most frequent first.</param>
/// <param name="Queue">Pipelines that have not ended, now.</param>
/// <param name="LiveConnections">Open connections of all instances, now; everybody's.</param>
/// <param name="Traffic">What progress cost on the wire, of the instance that answers; everybody's.</param>
public sealed record StatisticsAnswer(
    string Range, string Scope, DateTimeOffset Since, DateTimeOffset Until, EndedCounts Ended, double PerHour,
    IReadOnlyList<StatisticsBucket> Buckets, IReadOnlyList<StageFigures> Stages, WaitFigures QueueWait,
    IReadOnlyList<FailureCount> Failures, QueueDepth Queue, ConnectionCounts LiveConnections, TrafficFigures Traffic);

/// <summary>
/// How long something waited, in milliseconds: of <paramref name="Count"/> the 50th and the 95th percentile (nearest
/// rank).
/// </summary>
public sealed record WaitFigures(int Count, long P50Ms, long P95Ms);

/// <summary>Ended pipelines by their end.</summary>
public sealed record EndedCounts(int Completed, int Failed, int Cancelled);

/// <summary>One part of the time.</summary>
/// <param name="Start">Its begin.</param>
/// <param name="Completed">Pipelines that completed in it.</param>
/// <param name="Failed">Those that failed.</param>
/// <param name="Cancelled">Those that were cancelled.</param>
/// <param name="Pages">Pages of the documents of those that completed.</param>
public sealed record StatisticsBucket(DateTimeOffset Start, int Completed, int Failed, int Cancelled, int Pages);

/// <summary>
/// How long a stage took, in milliseconds: of <paramref name="Count"/> the 50th and the 95th percentile (nearest rank).
/// </summary>
public sealed record StageFigures(string Stage, int Count, long P50Ms, long P95Ms);

/// <summary>Failed pipelines of one cause.</summary>
public sealed record FailureCount(string Code, int Count);

/// <summary>Pipelines that have not ended.</summary>
public sealed record QueueDepth(int Uploading, int Pending, int Processing, int Interrupted, int Waiting);

/// <summary>Open connections by transport.</summary>
/// <param name="Websocket">WebSockets.</param>
/// <param name="Sse">Streams of server-sent events.</param>
public sealed record ConnectionCounts(long Websocket, long Sse)
{
    /// <summary>Pages that poll the instance that answers.</summary>
    public long Polling { get; init; }
}
