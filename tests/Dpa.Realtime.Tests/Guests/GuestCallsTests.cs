using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Guests;
using Dpa.Realtime.Tests.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using System.Diagnostics.Metrics;

namespace Dpa.Realtime.Tests.Guests;

/// <summary>What bounds a call of the application's code.</summary>
public sealed class GuestCallsTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30); // of real time, for what other threads do

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger _log = new();
    private readonly DpaRealtimeOptions _options = new() { MaxConcurrentCallbacks = 4 };
    private readonly GuestCalls _guests;

    public GuestCallsTests() => _guests = NewGuests(_options);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_ThatAnswers_IsAnsweredFromAThreadOfItsOwn()
    {
        var answer = await CallAsync(async _ =>
        {
            await Task.Yield();
            return Thread.CurrentThread.Name;
        });

        Assert.Equal(new GuestAnswer<string?>(GuestOutcome.Answered, "Dpa.Realtime Authorizer"), answer);
    }

    [Fact]
    public async Task Call_ThatThrows_IsUnknownAndLoggedOnceWithItsName()
    {
        for (var i = 0; i < 3; i++) Assert.Equal(GuestOutcome.Threw, (await CallAsync<int>(_ => throw new InvalidOperationException("broken"))).Outcome);

        var line = Assert.Single(_log.Lines);
        Assert.Equal(61, line.Id);
        Assert.Contains("Authorizer Rules", line.Text, StringComparison.Ordinal);
        Assert.Contains("'p'", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ThatThrowsTaskCanceled_IsUnknownAndNotGone() =>
        Assert.Equal(GuestOutcome.Threw, (await CallAsync<bool>(_ => throw new TaskCanceledException())).Outcome);

    [Fact]
    public async Task Line_AfterAMinute_IsWrittenAgainWithTheNumberBetween()
    {
        for (var i = 0; i < 3; i++) await CallAsync<int>(_ => throw new InvalidOperationException("broken"));
        _time.Advance(TimeSpan.FromMinutes(1));
        await CallAsync<int>(_ => throw new InvalidOperationException("broken"));

        Assert.Equal(2, _log.Count(61));
        Assert.Contains("2 more", _log.Lines[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ThatHangs_EndsAtItsLimitAndIsCancelled()
    {
        var began = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        var calling = CallAsync<int>(async stop =>
        {
            await using var _ = stop.Register(stopped.SetResult);
            await Task.Yield();
            began.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
            return 1;
        });
        await began.Task.WaitAsync(Limit, Ct);
        _time.Advance(_options.CallbackTimeout);

        Assert.Equal(GuestOutcome.TimedOut, (await calling.WaitAsync(Limit, Ct)).Outcome);
        await stopped.Task.WaitAsync(Limit, Ct);
        Assert.Equal(1, _log.Count(62));
    }

    [Fact]
    public async Task Call_WhoseCallerHasGone_IsCancelledAndTellsNobody()
    {
        using var gone = new CancellationTokenSource();
        var began = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        var calling = CallUntilAsync<int>(async stop =>
        {
            stop.Register(stopped.SetResult);
            began.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return 1;
        }, gone.Token);
        await began.Task.WaitAsync(Limit, Ct);

        await gone.CancelAsync();

        Assert.Equal(GuestOutcome.CallerGone, (await calling.WaitAsync(Limit, Ct)).Outcome);
        await stopped.Task.WaitAsync(Limit, Ct);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Cancellation_WhoseCallbackThrows_ReachesNobody()
    {
        using var gone = new CancellationTokenSource();
        var began = new TaskCompletionSource();
        var calling = CallUntilAsync<int>(async stop =>
        {
            stop.Register(() => throw new InvalidOperationException("in a callback"));
            began.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
            return 1;
        }, gone.Token);
        await began.Task.WaitAsync(Limit, Ct);

        await gone.CancelAsync(); // would throw what the callback threw

        Assert.Equal(GuestOutcome.CallerGone, (await calling.WaitAsync(Limit, Ct)).Outcome);
        await UntilAsync(() => _log.Count(61) == 1);
    }

    /// <summary>Threads that block for good are replaced, counted, and no longer counted when they return.</summary>
    [Fact]
    public async Task Calls_ThatBlockTheirThreads_DoNotStopOthers()
    {
        using var gate = new ManualResetEventSlim();
        using var began = new CountdownEvent(3);
        var blocking = Enumerable.Range(0, 3).Select(i => CallAsync(_ => Block(began, gate), key: $"u{i}")).ToArray();
        Assert.True(began.Wait(Limit, Ct));
        _time.Advance(_options.CallbackTimeout);

        Assert.All(await Task.WhenAll(blocking).WaitAsync(Limit, Ct), b => Assert.Equal(GuestOutcome.TimedOut, b.Outcome));
        await UntilAsync(() => _guests.BlockedThreads == 3);
        Assert.Contains(_log.Lines, l => l.Id == 64);
        foreach (var i in Enumerable.Range(0, 20)) Assert.Equal(i, (await CallAsync(_ => new ValueTask<int>(i)).WaitAsync(Limit, Ct)).Value);

        gate.Set();
        await UntilAsync(() => _guests.BlockedThreads == 0);
    }

    /// <summary>When every thread that may be replaced is blocked, calls are refused at once and nothing waits for them.</summary>
    [Fact]
    public async Task Calls_WhenTooManyThreadsAreBlocked_AreRefusedUntilOneIsFree()
    {
        using var gate = new ManualResetEventSlim();
        using var began = new CountdownEvent(4);
        var blocking = Enumerable.Range(0, 4).Select(i => CallAsync(_ => Block(began, gate), key: $"u{i}")).ToArray();
        Assert.True(began.Wait(Limit, Ct));
        _time.Advance(_options.CallbackTimeout);
        await Task.WhenAll(blocking).WaitAsync(Limit, Ct);
        await UntilAsync(() => _guests.BlockedThreads == 4);

        Assert.Equal(GuestOutcome.Busy, (await CallAsync(_ => new ValueTask<int>(1)).WaitAsync(Limit, Ct)).Outcome);
        Assert.Equal(1, _log.Count(63));
        gate.Set();
        await UntilAsync(() => _guests.BlockedThreads == 0);
        Assert.Equal(1, (await CallAsync(_ => new ValueTask<int>(1)).WaitAsync(Limit, Ct)).Value);
    }

    /// <summary>Of 4 places one user takes 1: another's call does not wait behind the first one's.</summary>
    [Fact]
    public async Task Calls_OfAUserWhoseCallsHang_LeavePlacesToOthers()
    {
        var hangs = new TaskCompletionSource<int>();
        var first = Enumerable.Range(0, 10).Select(_ => CallAsync(_ => new ValueTask<int>(hangs.Task), key: "a")).ToArray();

        Assert.Equal(7, (await CallAsync(_ => new ValueTask<int>(7), key: "b").WaitAsync(Limit, Ct)).Value);
        Assert.All(first, f => Assert.False(f.IsCompleted));

        hangs.SetResult(3);
        Assert.All(await Task.WhenAll(first).WaitAsync(Limit, Ct), f => Assert.Equal(3, f.Value));
    }

    /// <summary>One user's calls hang for ever, awaited or on their threads, as often as the user comes back: others are served, whatever time passes.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_OfAUserWhoseCallsHangForEver_DoNotCloseTheGuestToOthers(bool blocks)
    {
        var guests = NewGuests(new DpaRealtimeOptions { MaxConcurrentCallbacks = 16 });
        var hangs = new TaskCompletionSource<int>();
        using var gate = new ManualResetEventSlim();
        var called = 0;
        ValueTask<int> Hang()
        {
            Interlocked.Increment(ref called);
            if (blocks) gate.Wait(Ct);
            return new ValueTask<int>(hangs.Task);
        }

        var began = _time.GetUtcNow();
        for (var round = 0; round < 80; round++)
        {
            var hanging = Enumerable.Range(0, 8).Select(i => CallAsync(guests, _ => Hang(), "a", $"p{round}.{i}")).ToArray();
            Assert.Equal(round, (await CallAsync(guests, _ => new ValueTask<int>(round), "b", "p").WaitAsync(Limit, Ct)).Value);
            await UntilAsync(() =>
            {
                _time.Advance(_options.CallbackTimeout);
                return hanging.All(h => h.IsCompleted);
            });

            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.All(hanging, h => Assert.True(h.Result.Outcome is GuestOutcome.TimedOut or GuestOutcome.Busy));
        }

        // The quarter of one user; what holds no thread counts as lost after 10 minutes.
        if (blocks) Assert.Equal(4, Volatile.Read(ref called));
        else Assert.InRange(Volatile.Read(ref called), 4, 4 + (int)(4 * ((_time.GetUtcNow() - began) / TimeSpan.FromMinutes(10))));
        Assert.Contains(_log.Lines, l => l.Id == 63 && l.Text.Contains("earlier calls for the same user or pipeline", StringComparison.Ordinal));
        gate.Set();
        hangs.SetResult(1);
        await UntilKnownAsync(() => CallAsync(guests, _ => new ValueTask<int>(2), "a", "p"));
    }

    /// <summary>One pipeline for which the guest hangs is asked about twice, and the user's others are answered.</summary>
    [Fact]
    public async Task Calls_ThatHangForOnePipeline_LeaveTheUsersShareToItsOthers()
    {
        var guests = NewGuests(new DpaRealtimeOptions { MaxConcurrentCallbacks = 16 });
        var hangs = new TaskCompletionSource<int>();
        for (var i = 0; i < 2; i++)
        {
            var hanging = CallAsync(guests, _ => new ValueTask<int>(hangs.Task), "a", "bad");
            await UntilAsync(() =>
            {
                _time.Advance(_options.CallbackTimeout);
                return hanging.IsCompleted;
            });

            Assert.Equal(GuestOutcome.TimedOut, (await hanging).Outcome);
        }

        _time.Advance(_options.CallbackTimeout); // they were cancelled, and had as long again to heed it
        await UntilAsync(() => guests.OverdueCalls == 2);
        Assert.Equal(GuestOutcome.Busy, (await CallAsync(guests, _ => new ValueTask<int>(1), "a", "bad").WaitAsync(Limit, Ct)).Outcome);
        Assert.Equal(1, (await CallAsync(guests, _ => new ValueTask<int>(1), "a", "fine").WaitAsync(Limit, Ct)).Value);
        Assert.Equal(1, (await CallAsync(guests, _ => new ValueTask<int>(1), "b", "bad").WaitAsync(Limit, Ct)).Value);
        hangs.SetResult(1);
        await UntilKnownAsync(() => CallAsync(guests, _ => new ValueTask<int>(1), "a", "bad"));
    }

    /// <summary>
    /// Many users watch one pipeline for which the guest hangs, awaited or on its threads, and each asks twice: all of them together take
    /// a quarter of the places, and another user's pipeline is answered while none of those calls has been let go.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_OfManyUsersThatHangForOnePipeline_DoNotCloseTheGuestToOthers(bool blocks)
    {
        var guests = NewGuests(new DpaRealtimeOptions());
        var hangs = new TaskCompletionSource<int>();
        using var gate = new ManualResetEventSlim();
        var called = 0;
        ValueTask<int> Hang()
        {
            Interlocked.Increment(ref called);
            if (blocks) gate.Wait(Ct);
            return new ValueTask<int>(hangs.Task);
        }

        for (var round = 0; round < 4; round++)
        {
            var bad = Enumerable.Range(0, 40)
                .SelectMany(i => Enumerable.Range(0, 2).Select(_ => CallAsync(guests, _ => Hang(), $"u{i}", "popular"))).ToArray();
            Assert.Equal(1, (await CallAsync(guests, _ => new ValueTask<int>(1), "other", "good").WaitAsync(Limit, Ct)).Value);
            Assert.Equal(1, (await CallAsync(guests, _ => new ValueTask<int>(1), "u0", "good").WaitAsync(Limit, Ct)).Value);
            _time.Advance(_options.CallbackTimeout);
            await Task.WhenAll(bad).WaitAsync(Limit, Ct);
            _time.Advance(_options.CallbackTimeout); // they were cancelled, and had as long again to heed it
            await UntilAsync(() => guests.OverdueCalls == 16 && Volatile.Read(ref called) == 16);
        }

        Assert.Equal(16, Volatile.Read(ref called)); // of 64 places one pipeline takes 16, and once 4 are stuck there are no more
        Assert.Equal(GuestOutcome.Busy, (await CallAsync(guests, _ => new ValueTask<int>(1), "other", "popular").WaitAsync(Limit, Ct)).Outcome);
        gate.Set();
        hangs.SetResult(1);
        await UntilKnownAsync(() => CallAsync(guests, _ => new ValueTask<int>(1), "other", "popular"));
    }

    /// <summary>The system gives no thread on which to cancel: the call is cancelled, and its place comes back, all the same.</summary>
    [Fact]
    public async Task Cancellation_WithoutAThread_ReachesTheCallAndLeavesItsPlace()
    {
        var guests = NewGuests(new DpaRealtimeOptions { MaxConcurrentCallbacks = 4 }, _ => throw new TaskSchedulerException("no thread"));
        for (var round = 0; round < 5; round++) // of 4 places a user takes 1
        {
            var stopped = new TaskCompletionSource();
            var calling = CallAsync(
                guests,
                async stop =>
                {
                    // Not registered on the token: what the delay registered runs before, and ends the call.
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ContinueWith(_ => stopped.SetResult(), TaskScheduler.Default);
                    return 1;
                },
                "a",
                "p");
            _time.Advance(_options.CallbackTimeout);
            Assert.Equal(GuestOutcome.TimedOut, (await calling.WaitAsync(Limit, Ct)).Outcome);
            await stopped.Task.WaitAsync(Limit, Ct);
            await UntilKnownAsync(() => CallAsync(guests, _ => new ValueTask<int>(2), "a", "q"));
        }
    }

    /// <summary>A logger that throws takes neither the answer nor the place with it.</summary>
    [Fact]
    public async Task Logger_ThatThrows_CostsNoAnswerAndNoPlace()
    {
        var guests = NewGuests(new DpaRealtimeOptions { MaxConcurrentCallbacks = 4 }, logger: new ThrowingLogger());

        for (var i = 0; i < 8; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(GuestOutcome.Threw, (await CallAsync<int>(guests, _ => throw new InvalidOperationException("broken"), "a", "p").WaitAsync(Limit, Ct)).Outcome);
        }

        Assert.Equal(1, (await CallAsync(guests, _ => new ValueTask<int>(1), "a", "p").WaitAsync(Limit, Ct)).Value);
    }

    /// <summary>A call that holds nothing but memory is given up after 10 minutes, a thread that does not come back is not.</summary>
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
        _time.Advance(_options.CallbackTimeout);
        await hanging.WaitAsync(Limit, Ct);
        _time.Advance(_options.CallbackTimeout);
        await UntilAsync(() => _guests.OverdueCalls == 1);
        Assert.Equal(GuestOutcome.Busy, (await CallAsync(_ => new ValueTask<int>(1)).WaitAsync(Limit, Ct)).Outcome);

        for (var minutes = 0; minutes < 21; minutes++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        if (!blocks) await UntilAsync(() => _guests.OverdueCalls == 0);
        Assert.Equal(blocks ? GuestOutcome.Busy : GuestOutcome.Answered, (await CallAsync(_ => new ValueTask<int>(1)).WaitAsync(Limit, Ct)).Outcome);
        gate.Set();
    }

    /// <summary>All threads are blocked by a guest that heeds its token: cancelling it is not work for one of those threads.</summary>
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
        _time.Advance(_options.CallbackTimeout);
        await Task.WhenAll(blocking).WaitAsync(Limit, Ct);

        Assert.True(cancelled.Wait(Limit, Ct));
        await UntilAsync(() => _guests.BlockedThreads == 0);
    }

    /// <summary>What a guest registers on its token and never returns from is a call of its user that goes on.</summary>
    [Fact]
    public async Task Callbacks_OnTheTokenThatHang_AreBoundedByTheUsersShare()
    {
        using var gate = new ManualResetEventSlim();
        var called = 0;
        for (var round = 0; round < 5; round++)
        {
            using var gone = new CancellationTokenSource();
            var began = new TaskCompletionSource();
            var calling = CallUntilAsync(async stop =>
            {
                Interlocked.Increment(ref called);
                stop.Register(() => gate.Wait(Ct));
                var stopped = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop); // runs before what was registered earlier
                began.SetResult();
                await stopped;
                return 1;
            }, gone.Token);
            if (round == 0) await began.Task.WaitAsync(Limit, Ct);
            await gone.CancelAsync();
            await calling.WaitAsync(Limit, Ct);
        }

        Assert.Equal(1, called); // of 4 places a user takes 1
        Assert.Equal(2, (await CallAsync(_ => new ValueTask<int>(2), key: "b").WaitAsync(Limit, Ct)).Value);
        gate.Set();
        await UntilKnownAsync(() => CallAsync(_ => new ValueTask<int>(1)));
    }

    /// <summary>A place is not free before the guest ends or its time is over: clients that come and go cannot pile calls up.</summary>
    [Fact]
    public async Task Place_OfACallerWhoLeft_IsKeptUntilTheGuestEnds()
    {
        using var gone = new CancellationTokenSource();
        var hangs = new TaskCompletionSource<int>();
        var began = new TaskCompletionSource();
        var first = CallUntilAsync(_ =>
        {
            began.SetResult();
            return new ValueTask<int>(hangs.Task);
        }, gone.Token);
        await began.Task.WaitAsync(Limit, Ct);
        await gone.CancelAsync();
        await first.WaitAsync(Limit, Ct);

        var isCalled = false;
        var second = CallAsync(_ =>
        {
            isCalled = true;
            return new ValueTask<int>(2);
        });
        Assert.False(second.IsCompleted || isCalled);

        hangs.SetResult(1);
        Assert.Equal(2, (await second.WaitAsync(Limit, Ct)).Value);
    }

    public void Dispose() => _services.Dispose();

    private GuestCalls NewGuests(DpaRealtimeOptions options, Func<Action, Task>? startThread = null, ILogger? logger = null)
    {
        var metrics = new RealtimeMetrics(_services.GetRequiredService<IMeterFactory>());
        var log = new Typed(logger ?? _log);
        return startThread is null ? new(options, _time, metrics, log) : new(options, _time, metrics, log) { StartThread = startThread };
    }

    private static Task<GuestAnswer<T>> CallAsync<T>(GuestCalls guests, Func<CancellationToken, ValueTask<T>> guest, string key, string pipelineId) =>
        guests.CallAsync(new GuestCall(Guest.Authorizer, "Rules", key, pipelineId), guest, CancellationToken.None).AsTask();

    private Task<GuestAnswer<T>> CallAsync<T>(Func<CancellationToken, ValueTask<T>> guest, string key = "user-1") =>
        _guests.CallAsync(new GuestCall(Guest.Authorizer, "Rules", key, key == "user-1" ? "p" : $"{key}'s p"), guest, CancellationToken.None).AsTask();

    private Task<GuestAnswer<T>> CallUntilAsync<T>(Func<CancellationToken, ValueTask<T>> guest, CancellationToken gone) =>
        _guests.CallAsync(new GuestCall(Guest.Authorizer, "Rules", "user-1", "p"), guest, gone).AsTask();

    private static ValueTask<int> Block(CountdownEvent began, ManualResetEventSlim gate)
    {
        began.Signal();
        gate.Wait(Ct);
        return new ValueTask<int>(1);
    }

    private static async Task UntilKnownAsync(Func<Task<GuestAnswer<int>>> calling)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!(await calling().WaitAsync(limit.Token)).IsKnown) await Task.Yield();
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class ThrowingLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("the log is full");
    }

    private sealed class Typed(ILogger inner) : ILogger<GuestCalls>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Log(logLevel, eventId, state, exception, formatter);
    }
}
