using System.Diagnostics.Metrics;

namespace Dpa.Realtime.Redis.Diagnostics;

/// <summary>
/// The backplane's instruments, under the meter <c>Dpa.Realtime.Redis</c>. docs/redis.md describes each of them and the
/// alarms to set.
/// </summary>
internal sealed class RedisMetrics
{
    public const string MeterName = "Dpa.Realtime.Redis";

    private const string ErrorType = "error.type";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries =
        [
            0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
        ],
    };

    private readonly Meter _meter;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _rejected;

    public RedisMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        CallDuration = _meter.CreateHistogram(
            "dpa.realtime.redis.call.duration", "s", "How long a call to Redis took.", advice: Seconds);
        Lag = _meter.CreateHistogram(
            "dpa.realtime.redis.lag.duration", "s",
            "From handing a change to Redis to receiving it on this node's own subscription.", advice: Seconds);
        Conflicts = _meter.CreateCounter<long>(
            "dpa.realtime.redis.conflicts", "{commit}",
            "Commits that were merged again because another node had changed the pipeline.");
        Turns = _meter.CreateCounter<long>(
            "dpa.realtime.redis.turns", "{commit}", "Commits that waited for another node's turn.");
        Rereads = _meter.CreateCounter<long>(
            "dpa.realtime.redis.rereads", "{pipeline}",
            "Watched pipelines read because a message did not follow from what was held.");
        Restored = _meter.CreateCounter<long>(
            "dpa.realtime.redis.restored", "{pipeline}", "Lost states that this node restored.");
        ConnectionsLost = _meter.CreateCounter<long>(
            "dpa.realtime.redis.connections.lost", "{connection}",
            "Connections to Redis that were lost or could not be made.");
        RollUpsLate = _meter.CreateCounter<long>(
            "dpa.realtime.redis.rollups.late", "{child}",
            "Changes of children that could not be rolled up into the parent at once.");
        _failures = _meter.CreateCounter<long>(
            "dpa.realtime.redis.failures", "{call}", "Calls that failed, by error.type.");
        _rejected = _meter.CreateCounter<long>(
            "dpa.realtime.redis.messages.rejected", "{message}", "Messages that were rejected, by error.type.");
    }

    public Histogram<double> CallDuration { get; }

    public Histogram<double> Lag { get; }

    public Counter<long> Conflicts { get; }

    public Counter<long> Turns { get; }

    public Counter<long> Rereads { get; }

    public Counter<long> Restored { get; }

    public Counter<long> ConnectionsLost { get; }

    public Counter<long> RollUpsLate { get; }

    public void Failed(FailureKind kind) =>
        _failures.Add(1, new KeyValuePair<string, object?>(ErrorType, kind.ToString()));

    public void MessageRejected(string reason) =>
        _rejected.Add(1, new KeyValuePair<string, object?>(ErrorType, reason));

    /// <summary>Called once, by the backplane.</summary>
    public void Observe(Func<long> held, Func<long> channels, Func<long> late)
    {
        _meter.CreateObservableUpDownCounter(
            "dpa.realtime.redis.states.held", held, "{pipeline}",
            "States held by this node, to be restored where Redis loses them.");
        _meter.CreateObservableUpDownCounter(
            "dpa.realtime.redis.channels", channels, "{channel}", "Channels that this node listens to.");
        _meter.CreateObservableUpDownCounter(
            "dpa.realtime.redis.rollups.waiting", late, "{child}", "Changes of children that wait to be rolled up.");
    }
}
