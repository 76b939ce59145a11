using Dpa.Realtime.Guests;

namespace Dpa.Realtime.Tests.Guests;

/// <summary>What hangs for a user or a pipeline stops no others.</summary>
public sealed class GuestShareTests : GuestsTest
{
    /// <summary>Of 4 places one user takes 1: another's call does not wait behind the first one's.</summary>
    [Fact]
    public async Task Calls_OfAUserWhoseCallsHang_LeavePlacesToOthers()
    {
        var hangs = new TaskCompletionSource<int>();
        var first = Enumerable
            .Range(0, 10)
            .Select(_ => CallAsync(_ => new ValueTask<int>(hangs.Task), key: "a"))
            .ToArray();

        Assert.Equal(7, (await CallAsync(_ => new ValueTask<int>(7), key: "b").WaitAsync(Limit, Ct)).Value);
        Assert.All(first, f => Assert.False(f.IsCompleted));

        hangs.SetResult(3);
        Assert.All(await Task.WhenAll(first).WaitAsync(Limit, Ct), f => Assert.Equal(3, f.Value));
    }

    /// <summary>
    /// One user's calls hang for ever, awaited or on their threads, as often as the user comes back: others are
    /// served, whatever time passes.
    /// </summary>
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

        var began = Time.GetUtcNow();
        for (var round = 0; round < 80; round++)
        {
            var hanging = Enumerable
                .Range(0, 8)
                .Select(i => CallAsync(guests, _ => Hang(), "a", $"p{round}.{i}"))
                .ToArray();
            Assert.Equal(
                round,
                (await CallAsync(guests, _ => new ValueTask<int>(round), "b", "p").WaitAsync(Limit, Ct)).Value);
            await UntilAsync(() =>
            {
                Time.Advance(Options.CallbackTimeout);
                return hanging.All(h => h.IsCompleted);
            });

            Time.Advance(TimeSpan.FromMinutes(1));
            Assert.All(hanging, h => Assert.True(h.Result.Outcome is GuestOutcome.TimedOut or GuestOutcome.Busy));
        }

        // The quarter of one user; what holds no thread counts as lost after 10 minutes.
        if (blocks)
            Assert.Equal(4, Volatile.Read(ref called));
        else
            Assert.InRange(
                Volatile.Read(ref called), 4, 4 + (int)(4 * ((Time.GetUtcNow() - began) / TimeSpan.FromMinutes(10))));
        Assert.Contains(Log.Lines, l =>
            l.Id == 63 && l.Text.Contains("earlier calls for the same user or pipeline", StringComparison.Ordinal));
        gate.Set();
        hangs.SetResult(1);
        await UntilKnownAsync(() => CallAsync(guests, _ => new ValueTask<int>(2), "a", "p"));
    }

    /// <summary>
    /// One pipeline for which the guest hangs is asked about twice, and the user's others are answered.
    /// </summary>
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
                Time.Advance(Options.CallbackTimeout);
                return hanging.IsCompleted;
            });

            Assert.Equal(GuestOutcome.TimedOut, (await hanging).Outcome);
        }

        Time.Advance(Options.CallbackTimeout); // they were cancelled, and had as long again to heed it
        await UntilAsync(() => guests.OverdueCalls == 2);
        Assert.Equal(
            GuestOutcome.Busy,
            (await CallAsync(guests, _ => new ValueTask<int>(1), "a", "bad").WaitAsync(Limit, Ct)).Outcome);
        Assert.Equal(1, (await CallAsync(guests, _ => new ValueTask<int>(1), "a", "fine").WaitAsync(Limit, Ct)).Value);
        Assert.Equal(1, (await CallAsync(guests, _ => new ValueTask<int>(1), "b", "bad").WaitAsync(Limit, Ct)).Value);
        hangs.SetResult(1);
        await UntilKnownAsync(() => CallAsync(guests, _ => new ValueTask<int>(1), "a", "bad"));
    }

    /// <summary>
    /// Many users watch one pipeline for which the guest hangs, awaited or on its threads, and each asks twice: all of
    /// them together have four tries, and another user's pipeline is answered while none of those calls has been let
    /// go.
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
            var bad = Enumerable
                .Range(0, 40)
                .SelectMany(i => Enumerable.Range(0, 2).Select(_ => CallAsync(guests, _ => Hang(), $"u{i}", "popular")))
                .ToArray();
            Assert.Equal(
                1,
                (await CallAsync(guests, _ => new ValueTask<int>(1), "other", "good").WaitAsync(Limit, Ct)).Value);
            Assert.Equal(
                1,
                (await CallAsync(guests, _ => new ValueTask<int>(1), "u0", "good").WaitAsync(Limit, Ct)).Value);
            Time.Advance(Options.CallbackTimeout);
            await Task.WhenAll(bad).WaitAsync(Limit, Ct);
            Time.Advance(Options.CallbackTimeout); // they were cancelled, and had as long again to heed it
            await UntilAsync(() => guests.OverdueCalls == 4 && Volatile.Read(ref called) == 4);
        }

        // 4 tries until one is answered, and once 4 are stuck there are no more
        Assert.Equal(4, Volatile.Read(ref called));
        Assert.Equal(
            GuestOutcome.Busy,
            (await CallAsync(guests, _ => new ValueTask<int>(1), "other", "popular").WaitAsync(Limit, Ct)).Outcome);
        gate.Set();
        hangs.SetResult(1);
        await UntilKnownAsync(() => CallAsync(guests, _ => new ValueTask<int>(1), "other", "popular"));
    }
}
