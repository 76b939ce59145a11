using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Dpa.Realtime.Redis.Tests.Worlds;

/// <summary>Sums of one node's counters, by name.</summary>
internal sealed class MeterCounts : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);

    public MeterCounts(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(
            (instrument, value, _, _) => _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        _listener.SetMeasurementEventCallback<double>(
            (instrument, _, _, _) => _sums.AddOrUpdate(instrument.Name, 1, (_, sum) => sum + 1));
        _listener.Start();
    }

    /// <summary>A counter's sum, or how often a histogram was written to.</summary>
    public long this[string name] => _sums.GetValueOrDefault($"dpa.realtime.redis.{name}");

    public void Dispose() => _listener.Dispose();
}
