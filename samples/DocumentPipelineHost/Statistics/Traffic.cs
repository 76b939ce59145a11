using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace DocumentPipelineHost.Statistics;

/// <summary>
/// What this instance's progress cost on the wire since it started, by the library's own instrument
/// <c>dpa.realtime.sent</c>, and what the same pages would have cost had they asked every two seconds.
/// </summary>
internal sealed class Traffic : IDisposable
{
    private readonly ConcurrentDictionary<object, Page> _pages = new();
    private readonly MeterListener _listener = new();
    private readonly DateTimeOffset _since;
    private long _sockets;
    private long _streams;
    private long _polled;
    private long _wouldBe;

    public Traffic(IMeterFactory meters, TimeProvider time)
    {
        _since = time.GetUtcNow();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "dpa.realtime.sent" && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Take);
        _listener.Start();
    }

    /// <summary>The pages that receive progress now.</summary>
    public IReadOnlyCollection<Page> Pages => (IReadOnlyCollection<Page>)_pages.Values;

    /// <summary>A page receives progress until what is returned is disposed of.</summary>
    public IDisposable Open(Page page)
    {
        var key = new object();
        _pages[key] = page;
        return new Leave(() => _pages.TryRemove(key, out _));
    }

    /// <summary>Somebody asked, and was answered.</summary>
    public void Polled(long bytes) => Interlocked.Add(ref _polled, bytes);

    /// <summary>What asking would have cost since the last time.</summary>
    public void WouldBePolled(long bytes) => Interlocked.Add(ref _wouldBe, bytes);

    public TrafficFigures Read() =>
        new(
            _since, Interlocked.Read(ref _sockets), Interlocked.Read(ref _streams), Interlocked.Read(ref _polled),
            Interlocked.Read(ref _wouldBe));

    public void Dispose() => _listener.Dispose();

    private void Take(
        Instrument instrument, long bytes, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        foreach (var (name, value) in tags)
        {
            if (name == "transport")
                Interlocked.Add(ref value as string == "websocket" ? ref _sockets : ref _streams, bytes);
        }
    }

    /// <summary>A page that receives progress.</summary>
    /// <param name="User">Whose it is.</param>
    /// <param name="HeadBytes">The size of a request's head from there: its own, which it opened the connection
    /// with.</param>
    public sealed record Page(string User, long HeadBytes);

    private sealed class Leave(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
