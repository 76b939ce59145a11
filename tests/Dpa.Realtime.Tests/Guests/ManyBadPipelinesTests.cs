using Dpa.Realtime.Guests;

namespace Dpa.Realtime.Tests.Guests;

/// <summary>
/// Code that hangs for many pipelines at once, each watched by many users, within the default's 64 places: awaited, or
/// on its threads.
/// </summary>
public sealed class ManyBadPipelinesTests : GuestsTest
{
    /// <summary>Each has a few tries and no more: what nothing is known of is answered all the same.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_ForFourBadPipelines_LeavePlacesToStrangers(bool blocks)
    {
        var guests = NewGuests(new DpaRealtimeOptions());
        using var guest = new HangingGuest(blocks);
        for (var round = 0; round < 4; round++)
        {
            var bad = Bad(guests, guest, pipelines: 4, users: 40, "");
            await AnswersAsync(guests, $"stranger{round}", $"new{round}");
            await RunOutAsync(bad);
            await AnswersAsync(guests, $"another{round}", $"newer{round}");
            await UntilAsync(() => guests.OverdueCalls == 16);
        }

        Assert.Equal(16, guest.Called); // 4 tries for each
    }

    /// <summary>
    /// Always other pipelines and users, which take all that is there for them: whose user or pipeline was answered
    /// lately is answered still, before any of those calls is let go.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_ForAnyNumberOfBadPipelines_LeaveTheirPlacesToTheWell(bool blocks)
    {
        var guests = NewGuests(new DpaRealtimeOptions());
        using var guest = new HangingGuest(blocks);
        await AnswersAsync(guests, "well", "good");
        for (var round = 0; round < 6; round++)
        {
            var called = guest.Called;
            var bad = Bad(guests, guest, pipelines: 40, users: 8, $"{round}.");
            // 7 of 8 places: all that is not kept. With threads that are blocked for good it is closed in the end.
            if (round == 0) await UntilAsync(() => guest.Called == called + 56);
            await AnswersAsync(guests, "well", "good");
            await AnswersAsync(guests, "well", $"new{round}");
            await AnswersAsync(guests, $"stranger{round}", "good");
            await RunOutAsync(bad);
            await AnswersAsync(guests, "well", "good");
        }
    }

    /// <summary>
    /// Pipelines that were answered until now hang, in front of places that are full: each takes a kept place once.
    /// </summary>
    [Fact]
    public async Task Calls_ForWellPipelinesThatTurnBad_TakeAKeptPlaceOnce()
    {
        var guests = NewGuests(new DpaRealtimeOptions());
        using var guest = new HangingGuest(blocks: false);
        await AnswersAsync(guests, "well", "good");
        for (var i = 0; i < 4; i++) await AnswersAsync(guests, "b", $"turned{i}");
        var bad = Bad(guests, guest, pipelines: 14, users: 4, "");
        await UntilAsync(() => guest.Called == 56);
        var turned = Enumerable.Range(0, 4)
            // one each: none of them is refused later
            .Select(i => CallAsync(guests, _ => guest.Hang(Ct), $"t{i}", $"turned{i}"))
            .ToArray();
        await UntilAsync(() => guest.Called == 60); // each user and each pipeline has one of the kept ones at a time
        await AnswersAsync(guests, "well", "good");

        await RunOutAsync([.. bad, .. turned]);
        var called = guest.Called;
        var more = Bad(guests, guest, pipelines: 40, users: 8, "more");
        await UntilAsync(() => guest.Called == called + 56);
        for (var i = 0; i < 4; i++)
            _ = CallAsync(guests, _ => guest.Hang(Ct), "c", $"turned{i}");
        for (var i = 0; i < 10; i++)
            await AnswersAsync(guests, "well", "good"); // time for one that was let in to be called
        Assert.Equal(called + 56, guest.Called);
        guest.LetGo();
        await Task.WhenAll(more).WaitAsync(Limit, Ct);
    }

    /// <summary>A pipeline whose calls are answered has a quarter of the places, not only the first few.</summary>
    [Fact]
    public async Task Calls_ForAPipelineThatAnswers_GoOnByAQuarter()
    {
        var guests = NewGuests(new DpaRealtimeOptions());
        using var first = new HangingGuest(blocks: false);
        using var others = new HangingGuest(blocks: false);
        var calls = Enumerable
            .Range(0, 4)
            .Select(i => CallAsync(guests, _ => first.Hang(Ct), $"u{i}", "popular"))
            .ToList();
        calls.AddRange(
            Enumerable.Range(4, 36).Select(i => CallAsync(guests, _ => others.Hang(Ct), $"u{i}", "popular")));
        await UntilAsync(() => first.Called == 4);
        Assert.Equal(0, others.Called);

        first.LetGo();
        await UntilAsync(() => others.Called == 16);
        await AnswersAsync(guests, "another", "p");
        Assert.Equal(16, others.Called);
        others.LetGo();
        await Task.WhenAll(calls).WaitAsync(Limit, Ct);
    }

    /// <summary>
    /// Questions about many that hang for every user take a half at most, and once enough are stuck no more.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_AboutManyThatHang_LeaveTheOthersToOneByOne(bool blocks)
    {
        var guests = NewGuests(new DpaRealtimeOptions());
        using var guest = new HangingGuest(blocks);
        for (var round = 0; round < 4; round++)
        {
            var many = Enumerable.Range(0, 80)
                .Select(i => CallAsync(guests, _ => guest.Hang(Ct), $"u{i}", $"p{i}", isOfMany: true)).ToArray();
            await AnswersAsync(guests, "u0", "p0");
            await AnswersAsync(guests, "another", "p");
            await RunOutAsync(many);
        }

        Assert.Equal(32, guest.Called);
        var refused = await CallAsync(guests, _ => new ValueTask<int>(1), "another", "p", isOfMany: true)
            .WaitAsync(Limit, Ct);
        Assert.Equal(new GuestAnswer<int>(GuestOutcome.Busy, IsStuck: true), refused);
    }

    private static Task<GuestAnswer<int>>[] Bad(
        GuestCalls guests, HangingGuest guest, int pipelines, int users, string name) =>
        [
            .. Enumerable
                .Range(0, pipelines)
                .SelectMany(p =>
                    Enumerable
                        .Range(0, users)
                        .Select(u => CallAsync(guests, _ => guest.Hang(Ct), $"bad user {name}{u}", $"bad {name}{p}"))),
        ];

    /// <summary>Their time is over, and so is as much again in which they might heed it.</summary>
    private async Task RunOutAsync(Task<GuestAnswer<int>>[] calls)
    {
        await UntilAsync(() =>
        {
            Time.Advance(Options.CallbackTimeout);
            return calls.All(c => c.IsCompleted);
        });
        Time.Advance(Options.CallbackTimeout);
    }
}
