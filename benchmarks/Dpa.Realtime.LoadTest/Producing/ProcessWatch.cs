using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Dpa.Realtime.LoadTest.Producing;

/// <summary>
/// Looks at the server's own process ten times a second: its memory, and how many of its WebSockets are open, whoever
/// serves them.
/// </summary>
internal sealed class ProcessWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private int _open;
    private int _openAtBegin;
    private int _closed;
    private long _begin;
    private long _before;
    private long _start;
    private long _peak;
    private double _firstClosed;
    private double _lastClosed;
    private long _slow;

    /// <summary>Counts a request as an open connection for as long as it lasts.</summary>
    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await next(context);
            return;
        }
        Interlocked.Increment(ref _open);
        try
        {
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <summary>All are connected; publishing begins. Watching lasts until what is returned is disposed.</summary>
    public IDisposable Begin()
    {
        _begin = Stopwatch.GetTimestamp();
        _openAtBegin = Volatile.Read(ref _open);
        _before = _start = _peak = Environment.WorkingSet;
        var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "dpa.realtime.slow_consumers")
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _slow, value));
        listener.Start();
        var timer = new Timer(_ => Look(), null, Interval, Interval);
        return new Watching(listener, timer);
    }

    public ProcessLook Now() => new(Environment.CpuUsage.TotalTime.TotalSeconds, Volatile.Read(ref _open));

    /// <summary>The warm-up is over.</summary>
    public void MarkStart() => _start = _peak = Environment.WorkingSet;

    public ProcessReport End()
    {
        Look();
        return new(
            _before, _start, _peak, Environment.WorkingSet, _closed, _firstClosed, _lastClosed,
            Interlocked.Read(ref _slow));
    }

    private void Look()
    {
        _peak = Math.Max(_peak, Environment.WorkingSet);
        var closed = _openAtBegin - Volatile.Read(ref _open);
        if (closed <= _closed)
            return;
        _lastClosed = Stopwatch.GetElapsedTime(_begin).TotalSeconds;
        if (_closed == 0)
            _firstClosed = _lastClosed;
        _closed = closed;
    }

    private sealed class Watching(MeterListener listener, Timer timer) : IDisposable
    {
        public void Dispose()
        {
            timer.Dispose();
            listener.Dispose();
        }
    }
}
