using System.Diagnostics.Metrics;

namespace DocumentPipelineHost.Statistics;

/// <summary>
/// Counts this instance's open connections by the library's own instrument <c>dpa.realtime.connections</c>.
/// </summary>
internal sealed class LiveConnections : IHostedService, IDisposable
{
    private readonly MeterListener _listener = new();
    private long _sockets;
    private long _streams;

    public LiveConnections(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "dpa.realtime.connections" && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Take);
        _listener.Start();
    }

    public ConnectionCounts Count() => new(Interlocked.Read(ref _sockets), Interlocked.Read(ref _streams));

    /// <summary>Does nothing: as a hosted service, it is created with the host, before a client connects.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    private void Take(
        Instrument instrument, long change, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        foreach (var (name, value) in tags)
        {
            if (name == "transport")
                Interlocked.Add(ref value as string == "websocket" ? ref _sockets : ref _streams, change);
        }
    }
}
