using Dpa.Realtime.Guests;

namespace Dpa.Realtime.Tests.Guests;

/// <summary>What a caller of the application's code is told, whatever the code does.</summary>
public sealed class GuestCallsTests : GuestsTest
{
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
        for (var i = 0; i < 3; i++)
            Assert.Equal(
                GuestOutcome.Threw,
                (await CallAsync<int>(_ => throw new InvalidOperationException("broken"))).Outcome);

        var line = Assert.Single(Log.Lines);
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
        Time.Advance(TimeSpan.FromMinutes(1));
        await CallAsync<int>(_ => throw new InvalidOperationException("broken"));

        Assert.Equal(2, Log.Count(61));
        Assert.Contains("2 more", Log.Lines[1].Text, StringComparison.Ordinal);
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
        Time.Advance(Options.CallbackTimeout);

        Assert.Equal(GuestOutcome.TimedOut, (await calling.WaitAsync(Limit, Ct)).Outcome);
        await stopped.Task.WaitAsync(Limit, Ct);
        Assert.Equal(1, Log.Count(62));
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
        Assert.Empty(Log.Lines);
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
        await UntilAsync(() => Log.Count(61) == 1);
    }

    /// <summary>A logger that throws takes neither the answer nor the place with it.</summary>
    [Fact]
    public async Task Logger_ThatThrows_CostsNoAnswerAndNoPlace()
    {
        var guests = NewGuests(new DpaRealtimeOptions { MaxConcurrentCallbacks = 4 }, logger: new ThrowingLogger());

        for (var i = 0; i < 8; i++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(
                GuestOutcome.Threw,
                (
                    await CallAsync<int>(guests, _ => throw new InvalidOperationException("broken"), "a", "p")
                        .WaitAsync(Limit, Ct)).Outcome);
        }

        Assert.Equal(1, (await CallAsync(guests, _ => new ValueTask<int>(1), "a", "p").WaitAsync(Limit, Ct)).Value);
    }

    /// <summary>
    /// A place is not free before the guest ends or its time is over: clients that come and go cannot pile calls up.
    /// </summary>
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
}
