using System.Globalization;
using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Guests;

/// <summary>The places, threads and log lines of one kind of guest.</summary>
internal sealed class GuestLane
{
    private const int OverduePerPlace = 16;
    // times the places: what was let in before the gate closed blocks less than that
    private const int BlockedForWell = 2;
    public const double BlockedAfter = 0.8; // of the limit: a call's thread begins a little later than its time
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<GuestOutcome, (long Logged, int Since)> _lines = [];
    private readonly GuestBounds _bounds;
    private readonly TimeProvider _time;
    private readonly RealtimeMetrics _metrics;
    private readonly ILogger _logger;
    private long? _blockedLogged;
    private int _overdue;

    public GuestLane(Guest guest, GuestBounds bounds, TimeProvider time, RealtimeMetrics metrics, ILogger logger)
    {
        Guest = guest;
        Limit = bounds.Limit;
        _bounds = bounds;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        Gate = new GuestGate(bounds);
        Threads = new GuestThreads(
            $"Dpa.Realtime {guest}", bounds.Places, BlockedForWell * bounds.Places + bounds.Places,
            BlockedAfter * bounds.Limit, time);
    }

    public Guest Guest { get; }

    public TimeSpan Limit { get; }

    public GuestGate Gate { get; }

    public GuestThreads Threads { get; }

    /// <summary>
    /// How many calls go on though their time limit was over and they were cancelled; after 10 minutes one counts as
    /// lost and no longer.
    /// </summary>
    public int OverdueCount => Volatile.Read(ref _overdue);

    /// <summary>
    /// Takes a place. Where as many threads are blocked as there are places, or too many calls that ran out of time
    /// still go on, it is closed to all but the well; where twice as many, to these too.
    /// </summary>
    public ValueTask<(GuestEntry Entry, GuestPass? Pass)> EnterAsync(GuestCall call, CancellationToken callerGone) =>
        IsClosed(BlockedForWell)
            ? new((GuestEntry.Full, null))
            : Gate.EnterAsync(call, onlyWell: IsClosed(1), _time, callerGone);

    /// <summary>
    /// A call's time is over, and it was cancelled: others get its place, its user does not until it has ended, with
    /// what it registered on its token.
    /// </summary>
    public void SetAside(GuestPass pass, Task invoked, Task stopping)
    {
        Gate.LeavePlace(pass);
        _ = ForgetAsync(pass, invoked, stopping);
        Review();
    }

    /// <summary>
    /// Replaces threads that are blocked. Each call that blocked a thread has its own log line already; this line
    /// reports how many are blocked, at most once a minute.
    /// </summary>
    /// <returns>How many are blocked now.</returns>
    public int Review()
    {
        var isNew = Threads.Review() > 0;
        var blocked = Threads.Blocked;
        if (isNew && IsBlockedLineDue())
            TryLog(() => _logger.GuestThreadsBlocked(Guest.ToString(), blocked, (BlockedAfter * Limit).TotalSeconds));
        return blocked;
    }

    /// <summary>A guest that is a little too slow each time blocks another thread with each call.</summary>
    private bool IsBlockedLineDue()
    {
        lock (_lock)
        {
            if (_blockedLogged is { } logged && _time.GetElapsedTime(logged) < LogInterval) return false;
            _blockedLogged = _time.GetTimestamp();
            return true;
        }
    }

    /// <summary>It was not called.</summary>
    public void Refused(GuestCall call, GuestEntry entry)
    {
        Review();
        Failed(call, GuestOutcome.Busy, null, entry);
    }

    /// <summary>
    /// Counts a failure and logs it: one line a minute for each way to fail, with the number of those since the last.
    /// </summary>
    public void Failed(GuestCall call, GuestOutcome outcome, Exception? error, GuestEntry entry = GuestEntry.Entered)
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

        TryLog(() => Log(call, outcome, error, since, entry));
    }

    /// <summary>
    /// The logger may be the application's own as well: one that throws takes no place, no share and no answer with it.
    /// </summary>
    private static void TryLog(Action log)
    {
        try
        {
            log();
        }
        catch (Exception)
        {
            // There is nowhere left to report it; the failure itself is counted.
        }
    }

    private void Log(GuestCall call, GuestOutcome outcome, Exception? error, int since, GuestEntry entry)
    {
        var name = $"{Guest} {call.Name}";
        if (outcome == GuestOutcome.Threw)
            _logger.GuestThrew(name, call.PipelineId, since, error!);
        else if (outcome == GuestOutcome.TimedOut)
            _logger.GuestTimedOut(name, call.PipelineId, Limit.TotalSeconds, since, _bounds.Setting);
        else
            _logger.GuestBusy(name, call.PipelineId, Reason(entry), since);
    }

    private string Reason(GuestEntry entry)
    {
        if (entry == GuestEntry.Stuck)
            return "earlier calls for the same user or pipeline go on though they were cancelled";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"no place was free: {_bounds.Places} calls run at the same time, {_bounds.PlacesPerKey} of them for one "
                + $"user and {_bounds.PlacesPerPipeline} for one pipeline ({_bounds.TriesPerPipeline} until one was "
                + $"answered), and {Threads.Blocked} threads are blocked"
        );
    }

    private bool IsClosed(int times) =>
        Threads.Blocked >= times * _bounds.Places || OverdueCount >= times * OverduePerPlace * _bounds.Places;

    /// <summary>
    /// A call that observes its token ends now. A call that ignores it and holds only memory counts as lost after 10
    /// minutes. A thread that does not return stays counted for its user: there are only a few threads for all users.
    /// </summary>
    private async Task ForgetAsync(GuestPass pass, Task invoked, Task stopping)
    {
        var ending = Task.WhenAll(invoked, stopping);
        await ending
            .WaitAsync(Limit, _time, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var isStuck = !ending.IsCompleted;
        if (isStuck) await StuckAsync(pass, invoked, stopping).ConfigureAwait(false);
        Gate.Forget(pass, isStuck);
        if (isStuck) Interlocked.Decrement(ref _overdue);
    }

    private async Task StuckAsync(GuestPass pass, Task invoked, Task stopping)
    {
        Gate.SetStuck(pass);
        Interlocked.Increment(ref _overdue);
        await stopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        do await invoked
            .WaitAsync(Forgotten, _time, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!invoked.IsCompleted && Review() >= _bounds.PlacesPerKey);
    }
}
