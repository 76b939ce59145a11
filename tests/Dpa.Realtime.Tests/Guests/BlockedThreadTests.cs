using Dpa.Realtime.Guests;

namespace Dpa.Realtime.Tests.Guests;

/// <summary>Code that blocks its threads for good.</summary>
public sealed class BlockedThreadTests : GuestsTest
{
    /// <summary>Threads that block for good are replaced, counted, and no longer counted when they return.</summary>
    [Fact]
    public async Task Calls_ThatBlockTheirThreads_DoNotStopOthers()
    {
        using var gate = new ManualResetEventSlim();
        using var began = new CountdownEvent(3);
        var blocking = Enumerable.Range(0, 3).Select(i => CallAsync(_ => Block(began, gate), key: $"u{i}")).ToArray();
        Assert.True(began.Wait(Limit, Ct));
        Time.Advance(Options.CallbackTimeout);

        Assert.All(await Task.WhenAll(blocking).WaitAsync(Limit, Ct), b =>
            Assert.Equal(GuestOutcome.TimedOut, b.Outcome));
        await UntilAsync(() => Guests.BlockedThreads == 3 && Log.Count(64) > 0); // who found them writes the line then
        foreach (var i in Enumerable.Range(0, 20))
            Assert.Equal(i, (await CallAsync(_ => new ValueTask<int>(i)).WaitAsync(Limit, Ct)).Value);

        gate.Set();
        await UntilAsync(() => Guests.BlockedThreads == 0);
    }

    /// <summary>
    /// When every thread that may be replaced is blocked, calls are refused at once and nothing waits for them.
    /// </summary>
    [Fact]
    public async Task Calls_WhenTooManyThreadsAreBlocked_AreRefusedUntilOneIsFree()
    {
        using var gate = new ManualResetEventSlim();
        using var began = new CountdownEvent(4);
        var blocking = Enumerable.Range(0, 4).Select(i => CallAsync(_ => Block(began, gate), key: $"u{i}")).ToArray();
        Assert.True(began.Wait(Limit, Ct));
        Time.Advance(Options.CallbackTimeout);
        await Task.WhenAll(blocking).WaitAsync(Limit, Ct);
        await UntilAsync(() => Guests.BlockedThreads == 4);

        Assert.Equal(GuestOutcome.Busy, (await CallAsync(_ => new ValueTask<int>(1)).WaitAsync(Limit, Ct)).Outcome);
        Assert.Equal(1, Log.Count(63));
        gate.Set();
        await UntilAsync(() => Guests.BlockedThreads == 0);
        Assert.Equal(1, (await CallAsync(_ => new ValueTask<int>(1)).WaitAsync(Limit, Ct)).Value);
    }

    /// <summary>
    /// The system gives no thread on which to cancel: the call is cancelled, and its place comes back, all the same.
    /// </summary>
    [Fact]
    public async Task Cancellation_WithoutAThread_ReachesTheCallAndLeavesItsPlace()
    {
        var guests = NewGuests(new DpaRealtimeOptions { MaxConcurrentCallbacks = 4 }, _ =>
            throw new TaskSchedulerException("no thread"));
        for (var round = 0; round < 5; round++) // of 4 places a user takes 1
        {
            var stopped = new TaskCompletionSource();
            var calling = CallAsync(
                guests,
                async stop =>
                {
                    // Not registered on the token: what the delay registered runs before, and ends the call.
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop)
                        .ContinueWith(_ => stopped.SetResult(), TaskScheduler.Default);
                    return 1;
                },
                "a",
                "p");
            Time.Advance(Options.CallbackTimeout);
            Assert.Equal(GuestOutcome.TimedOut, (await calling.WaitAsync(Limit, Ct)).Outcome);
            await stopped.Task.WaitAsync(Limit, Ct);
            await UntilKnownAsync(() => CallAsync(guests, _ => new ValueTask<int>(2), "a", "q"));
        }
    }

    /// <summary>
    /// A call that holds nothing but memory is given up after 10 minutes, a thread that does not come back is not.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Share_OfACallThatNeverEnds_IsGivenBackAfterTenMinutesUnlessItHoldsAThread(bool blocks)
    {
        using var gate = new ManualResetEventSlim();
        var never = new TaskCompletionSource<int>();
        var began = new TaskCompletionSource();
        var hanging = CallAsync(_ =>
        {
            began.SetResult();
            if (blocks) gate.Wait(Ct);
            return new ValueTask<int>(never.Task);
        });
        await began.Task.WaitAsync(Limit, Ct);
        Time.Advance(Options.CallbackTimeout);
        await hanging.WaitAsync(Limit, Ct);
        Time.Advance(Options.CallbackTimeout);
        await UntilAsync(() => Guests.OverdueCalls == 1);
        Assert.Equal(GuestOutcome.Busy, (await CallAsync(_ => new ValueTask<int>(1)).WaitAsync(Limit, Ct)).Outcome);

        for (var minutes = 0; minutes < 21; minutes++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        if (!blocks)
            await UntilAsync(() => Guests.OverdueCalls == 0);
        Assert.Equal(
            blocks ? GuestOutcome.Busy : GuestOutcome.Answered,
            (await CallAsync(_ => new ValueTask<int>(1)).WaitAsync(Limit, Ct)).Outcome);
        gate.Set();
    }

    /// <summary>
    /// All threads are blocked by a guest that heeds its token: cancelling it is not work for one of those threads.
    /// </summary>
    [Fact]
    public async Task Cancellation_OfCallsThatBlockAllThreads_ReachesThem()
    {
        using var began = new CountdownEvent(4);
        using var cancelled = new CountdownEvent(4);
        var blocking = Enumerable.Range(0, 4).Select(i => CallAsync(
            stop =>
            {
                began.Signal();
                if (stop.WaitHandle.WaitOne(Limit)) cancelled.Signal();
                return new ValueTask<int>(1);
            },
            key: $"u{i}")).ToArray();
        Assert.True(began.Wait(Limit, Ct));
        Time.Advance(Options.CallbackTimeout);
        await Task.WhenAll(blocking).WaitAsync(Limit, Ct);

        Assert.True(cancelled.Wait(Limit, Ct));
        await UntilAsync(() => Guests.BlockedThreads == 0);
    }

    /// <summary>
    /// What a guest registers on its token and never returns from is a call of its user that goes on.
    /// </summary>
    [Fact]
    public async Task Callbacks_OnTheTokenThatHang_AreBoundedByTheUsersShare()
    {
        using var gate = new ManualResetEventSlim();
        var called = 0;
        for (var round = 0; round < 5; round++)
        {
            using var gone = new CancellationTokenSource();
            var began = new TaskCompletionSource();
            var calling = CallUntilAsync(
                async stop =>
                {
                    Interlocked.Increment(ref called);
                    stop.Register(() => gate.Wait(Ct));
                    // runs before what was registered earlier
                    var stopped = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                    began.SetResult();
                    await stopped;
                    return 1;
                },
                gone.Token);
            if (round == 0)
                await began.Task.WaitAsync(Limit, Ct);
            await gone.CancelAsync();
            await calling.WaitAsync(Limit, Ct);
        }

        Assert.Equal(1, called); // of 4 places a user takes 1
        Assert.Equal(2, (await CallAsync(_ => new ValueTask<int>(2), key: "b").WaitAsync(Limit, Ct)).Value);
        gate.Set();
        await UntilKnownAsync(() => CallAsync(_ => new ValueTask<int>(1)));
    }

    /// <summary>
    /// A guest that is a little too slow each time blocks another thread with each call: that is a line a minute.
    /// </summary>
    [Fact]
    public async Task Line_OfBlockedThreads_IsWrittenOnceAMinute()
    {
        for (var round = 0; round < 6; round++)
        {
            if (round == 5) Time.Advance(TimeSpan.FromMinutes(1));
            using var gate = new ManualResetEventSlim();
            using var began = new CountdownEvent(1);
            var slow = CallAsync(_ => Block(began, gate));
            Assert.True(began.Wait(Limit, Ct));
            Time.Advance(Options.CallbackTimeout);
            await slow.WaitAsync(Limit, Ct);
            var lines = round < 5 ? 1 : 2;
            await UntilAsync(() => Guests.BlockedThreads == 1 && Log.Count(64) >= lines);
            gate.Set();
            await UntilAsync(() => Guests.BlockedThreads == 0);
            Assert.Equal(lines, Log.Count(64));
            await UntilKnownAsync(() => CallAsync(_ => new ValueTask<int>(1))); // its share is free again
        }
    }

    private static ValueTask<int> Block(CountdownEvent began, ManualResetEventSlim gate)
    {
        began.Signal();
        gate.Wait(Ct);
        return new ValueTask<int>(1);
    }
}
