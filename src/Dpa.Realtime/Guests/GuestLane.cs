using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Guests;

/// <summary>The places, threads and log lines of one kind of guest.</summary>
internal sealed class GuestLane
{
    private const int OverduePerPlace = 16;
    private const double BlockedAfter = 0.8; // of the limit: a call's thread begins a little later than its time
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<GuestOutcome, (long Logged, int Since)> _lines = [];
    private readonly Queue<(Task Call, long Began)> _overdue = new();
    private readonly int _places;
    private readonly string _setting;
    private readonly TimeProvider _time;
    private readonly RealtimeMetrics _metrics;
    private readonly ILogger _logger;

    public GuestLane(Guest guest, GuestBounds bounds, TimeProvider time, RealtimeMetrics metrics, ILogger logger)
    {
        Guest = guest;
        Limit = bounds.Limit;
        _places = bounds.Places;
        _setting = bounds.Setting;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        Gate = new GuestGate(bounds.Places, bounds.PlacesPerKey);
        Threads = new GuestThreads($"Dpa.Realtime {guest}", bounds.Places, bounds.Places, BlockedAfter * bounds.Limit, time);
    }

    public Guest Guest { get; }

    public TimeSpan Limit { get; }

    public GuestGate Gate { get; }

    public GuestThreads Threads { get; }

    /// <summary>Whether a call would find no thread, or too many that ran out of time still go on.</summary>
    public bool IsClosed => Threads.IsExhausted || (_overdue.Count >= OverduePerPlace * _places && OverdueCount() >= OverduePerPlace * _places);

    /// <summary>A call is over its time limit and goes on all the same.</summary>
    public void AddOverdue(Task call)
    {
        lock (_lock) _overdue.Enqueue((call, _time.GetTimestamp()));
        Review();
    }

    /// <summary>Replaces threads that are blocked; the call that blocked each has its line already, this one says how many.</summary>
    /// <returns>How many are blocked now.</returns>
    public int Review()
    {
        var isNew = Threads.Review() > 0;
        var blocked = Threads.Blocked;
        if (isNew) _logger.GuestThreadsBlocked(Guest.ToString(), blocked, Limit.TotalSeconds);
        return blocked;
    }

    /// <summary>How many calls are over their time limit and still go on; after 10 minutes one counts as lost and no longer.</summary>
    public int OverdueCount()
    {
        lock (_lock)
        {
            for (var left = _overdue.Count; left > 0; left--)
            {
                var (call, began) = _overdue.Dequeue();
                if (!call.IsCompleted && _time.GetElapsedTime(began) < Forgotten) _overdue.Enqueue((call, began));
            }

            return _overdue.Count;
        }
    }

    /// <summary>Counts a failure and logs it: one line a minute for each way to fail, with the number of those since the last.</summary>
    public void Failed(GuestCall call, GuestOutcome outcome, Exception? error)
    {
        _metrics.CallbackFailed(Guest.ToString(), outcome.ToString());
        int since;
        lock (_lock)
        {
            var isKnown = _lines.TryGetValue(outcome, out var line);
            if (isKnown && _time.GetElapsedTime(line.Logged) < LogInterval)
            {
                _lines[outcome] = line with { Since = line.Since + 1 };
                return;
            }

            since = line.Since;
            _lines[outcome] = (_time.GetTimestamp(), 0);
        }

        Log(call, outcome, error, since);
    }

    private void Log(GuestCall call, GuestOutcome outcome, Exception? error, int since)
    {
        var name = $"{Guest} {call.Name}";
        if (outcome == GuestOutcome.Threw) _logger.GuestThrew(name, call.PipelineId, since, error!);
        else if (outcome == GuestOutcome.TimedOut) _logger.GuestTimedOut(name, call.PipelineId, Limit.TotalSeconds, since, _setting);
        else _logger.GuestBusy(name, call.PipelineId, _places, Threads.Blocked, since);
    }
}
