using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Hosting;

/// <summary>
/// The library's instruments of one server: the sums of counters, how often a histogram was written, what an observable
/// one says.
/// </summary>
internal sealed class Counters : IDisposable
{
    private const string Prefix = "dpa.realtime.";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _moved = new(StringComparer.Ordinal);

    public Counters(RealtimeServer server)
    {
        var scope = server.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != "Dpa.Realtime" || !ReferenceEquals(instrument.Meter.Scope, scope)) return;
            Instruments.Add(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Measured(instrument, 1, tags));
        _listener.Start();
    }

    /// <summary>All that the server has.</summary>
    public ConcurrentBag<Instrument> Instruments { get; } = [];

    /// <summary>The full names of those that were ever other than 0.</summary>
    public ICollection<string> Moved => _moved.Keys;

    /// <summary>The values of all tags that were ever set.</summary>
    public ConcurrentDictionary<string, bool> Tags { get; } = new(StringComparer.Ordinal);

    public long this[string name] => _sums.GetValueOrDefault($"{Prefix}{name}");

    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Measured(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _sums.AddOrUpdate(instrument.Name, value, (_, sum) => instrument.IsObservable ? value : sum + value);
        if (value != 0) _moved[instrument.Name] = true;
        foreach (var tag in tags) Tags[$"{tag.Key}={tag.Value}"] = true;
    }
}
