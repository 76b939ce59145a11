namespace DocumentPipelineHost.Statistics;

/// <summary>What the host did in a time, and what it does now.</summary>
/// <param name="Range">The time: <c>1h</c>, <c>24h</c>, <c>7d</c> or <c>30d</c>.</param>
/// <param name="Scope"><c>own</c>: the caller's pipelines; <c>all</c>: everybody's.</param>
/// <param name="Since">The begin of the time.</param>
/// <param name="Until">Its end: now.</param>
/// <param name="Ended">Pipelines that ended in it, as their rows say.</param>
/// <param name="PerHour">Pipelines that completed in an hour, on average.</param>
/// <param name="Buckets">The same in equal parts of the time, the oldest first.</param>
/// <param name="Stages">How long completed stages took.</param>
/// <param name="Failures">Failed pipelines by the code of their error, the most frequent first.</param>
/// <param name="Queue">Pipelines that have not ended, now.</param>
/// <param name="LiveConnections">Open connections of the instance that answers, now; everybody's.</param>
public sealed record StatisticsAnswer(
    string Range, string Scope, DateTimeOffset Since, DateTimeOffset Until, EndedCounts Ended, double PerHour, IReadOnlyList<StatisticsBucket> Buckets,
    IReadOnlyList<StageFigures> Stages, IReadOnlyList<FailureCount> Failures, QueueDepth Queue, ConnectionCounts LiveConnections);

/// <summary>Ended pipelines by their end.</summary>
public sealed record EndedCounts(int Completed, int Failed, int Cancelled);

/// <summary>One part of the time.</summary>
public sealed record StatisticsBucket(DateTimeOffset Start, int Completed, int Failed, int Cancelled);

/// <summary>How long a stage took, in milliseconds: of <paramref name="Count"/> the 50th and the 95th percentile (nearest rank).</summary>
public sealed record StageFigures(string Stage, int Count, long P50Ms, long P95Ms);

/// <summary>Failed pipelines of one cause.</summary>
public sealed record FailureCount(string Code, int Count);

/// <summary>Pipelines that have not ended.</summary>
public sealed record QueueDepth(int Uploading, int Pending, int Processing, int Interrupted);

/// <summary>Open connections by transport.</summary>
public sealed record ConnectionCounts(long Websocket, long Sse);
