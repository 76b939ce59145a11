using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Guests;

/// <summary>
/// Calls the application's code: on threads of its own, within <see cref="DpaRealtimeOptions.MaxConcurrentCallbacks"/>
/// places of which one user takes a quarter at most, and for <see cref="DpaRealtimeOptions.CallbackTimeout"/> at most.
/// A place is free again when its call ends or its time is over, whichever comes first, and not when its caller leaves:
/// a client that comes and goes cannot pile calls up. Of its user's quarter a call is a part until it really ends: a
/// guest that hangs for one user is not closed to the others by it. See <see cref="GuestGate"/> for what is kept for
/// the well.
/// </summary>
internal sealed class GuestCalls : IGuestCalls
{
    private const int LateThreads = 32;

    private readonly GuestLane[] _lanes;
    private readonly TimeProvider _time;
    private readonly GuestThreads _late;
    private readonly TimeSpan _limit;

    public GuestCalls(
        DpaRealtimeOptions options, TimeProvider time, RealtimeMetrics metrics, ILogger<GuestCalls> logger)
    {
        _time = time;
        _limit = options.CallbackTimeout;
        _late = new GuestThreads(
            "Dpa.Realtime late cancellation", LateThreads, LateThreads, GuestLane.BlockedAfter * _limit, time);
        _lanes =
        [
            .. Enum.GetValues<Guest>().Select(g => new GuestLane(g, GuestBounds.Of(g, options), time, metrics, logger)),
        ];
        metrics.ObserveCallbacks(() => OverdueCalls, () => BlockedThreads);
    }

    /// <summary>
    /// Runs something on a thread of its own, or throws where the system gives none. Replaced by tests, which cannot
    /// use the system's threads up.
    /// </summary>
    internal Func<Action, Task> StartThread { get; init; } = StartOwnThread;

    /// <summary>How many calls go on though their time limit was over and they were cancelled.</summary>
    public int OverdueCalls => _lanes.Sum(l => l.OverdueCount);

    /// <summary>How many threads guests have blocked for longer than their time limit.</summary>
    public int BlockedThreads => _lanes.Sum(l => l.Review()) + BlockedLateThreads;

    private int BlockedLateThreads
    {
        get
        {
            _late.Review();
            return _late.Blocked;
        }
    }

    public async ValueTask<GuestAnswer<T>> CallAsync<T>(
        GuestCall call, Func<CancellationToken, ValueTask<T>> guest, CancellationToken callerGone)
    {
        var lane = _lanes[(int)call.Guest];
        if (callerGone.IsCancellationRequested) return new(GuestOutcome.CallerGone);
        var (entry, pass) = await lane.EnterAsync(call, callerGone).ConfigureAwait(false);
        if (pass is null)
        {
            if (callerGone.IsCancellationRequested) return new(GuestOutcome.CallerGone);
            lane.Refused(call, entry);
            return new(GuestOutcome.Busy, IsStuck: entry == GuestEntry.Stuck);
        }

        var running = RunAsync(lane, pass, guest, callerGone);
        await ((Task)running).WaitAsync(callerGone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return running.IsCompletedSuccessfully ? running.Result : new(GuestOutcome.CallerGone);
    }

    public async Task CancelLateAsync(CancellationTokenSource source)
    {
        var cancelling = Task.Factory.StartNew(
            source.Cancel, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _late);
        while (!cancelling.IsCompleted)
        {
            await cancelling
                .WaitAsync(_limit, _time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _late.Review();
        }

        _ = cancelling.Exception; // observed: what the application registered is its own matter
    }

    /// <summary>Runs until the guest answers or its time is over, and gives its place back then.</summary>
    private async Task<GuestAnswer<T>> RunAsync<T>(
        GuestLane lane, GuestPass pass, Func<CancellationToken, ValueTask<T>> guest, CancellationToken callerGone)
    {
        var call = pass.Call;
        // Not disposed: a guest may hold its token for as long as it likes.
        var stop = new CancellationTokenSource();
        Task? stopping = null;
        var invoked = Post(lane, () => InvokeAsync(guest, stop.Token)).Unwrap();
        using (callerGone.UnsafeRegister(_ => stopping = StopAsync(lane, call, stop), null))
            await ((Task)invoked)
                .WaitAsync(lane.Limit, _time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var isAnswered = invoked.IsCompleted;
        if (!isAnswered)
            stopping ??= StopAsync(lane, call, stop);
        else if (stopping is not null)
            await stopping
                .WaitAsync(lane.Limit, _time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (isAnswered && stopping is not { IsCompleted: false })
            lane.Gate.Leave(pass, isAnswered: stopping is null);
        else
            lane.SetAside(pass, invoked, stopping ?? Task.CompletedTask);
        if (!isAnswered)
        {
            if (!callerGone.IsCancellationRequested) lane.Failed(call, GuestOutcome.TimedOut, null);
            return new(GuestOutcome.TimedOut);
        }

        var (answer, error) = invoked.Result;
        if (error is null) return answer;
        if (callerGone.IsCancellationRequested) return new(GuestOutcome.CallerGone);
        lane.Failed(call, GuestOutcome.Threw, error);
        return answer;
    }

    /// <summary>
    /// On a guest's thread. Awaits without ConfigureAwait, so that the guest's continuations stay on these threads.
    /// </summary>
    private static async Task<(GuestAnswer<T> Answer, Exception? Error)> InvokeAsync<T>(
        Func<CancellationToken, ValueTask<T>> guest, CancellationToken stop)
    {
        try
        {
            return (new(GuestOutcome.Answered, await guest(stop)), null);
        }
        catch (Exception e)
        {
            return (new(GuestOutcome.Threw), e);
        }
    }

    /// <summary>
    /// What the guest registered on its token is its own code, too. On a thread of its own: all of the lane's may be
    /// blocked, and wait for just this.
    /// </summary>
    private async Task StopAsync(GuestLane lane, GuestCall call, CancellationTokenSource stop)
    {
        try
        {
            await StartCancelling(stop).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            lane.Failed(call, GuestOutcome.Threw, e);
        }
    }

    /// <summary>
    /// Where the system gives no thread now, one of the pool's does it: the call is cancelled all the same.
    /// </summary>
    private Task StartCancelling(CancellationTokenSource stop)
    {
        try
        {
            return StartThread(stop.Cancel);
        }
        catch (Exception e) when (e is TaskSchedulerException or OutOfMemoryException or ThreadStartException)
        {
            return stop.CancelAsync();
        }
    }

    private static Task StartOwnThread(Action work) =>
        Task.Factory.StartNew(
            work, CancellationToken.None, TaskCreationOptions.DenyChildAttach | TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private static Task<TResult> Post<TResult>(GuestLane lane, Func<TResult> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, lane.Threads);
}
