using Dpa.Realtime.Faults.Guests;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.FunctionalTests.Guests;

/// <summary>
/// Each guest that misbehaves in each way, met on each transport. Simulated time stands still while the guest is at it,
/// so that what others get meanwhile cannot be a matter of time limits; then the limit passes. Milliseconds say nothing
/// on a busy machine, so what is asserted is the mechanism: others get everything before one call of the guest is let
/// go, and no line of its code runs on a thread that is not its own. How long others wait in the same run is measured
/// by the load test's scenario <c>guests</c>.
/// </summary>
public sealed class GuestMatrixTests
{
    private const int Changes = 40;

    public static TheoryData<string, Misbehaviour> All
    {
        get
        {
            var all = new TheoryData<string, Misbehaviour>();
            foreach (var guest in BadGuest.Kinds)
                foreach (var misbehaviour in Enum.GetValues<Misbehaviour>()) all.Add(guest, misbehaviour);
            return all;
        }
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Guest_ThatMisbehaves_IsFeltByItsOwnCallersOnly(string guest, Misbehaviour misbehaviour)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var bad = new BadGuest(time, (user, pipeline) => user == pipeline.Owner);
        bad.Be(guest, misbehaviour);
        using var lines = new LogLines();
        await using var server = await RealtimeServer.StartAsync(o =>
        {
            o.UserIdSelector = bad.SelectUser;
            o.HeartbeatInterval = TimeSpan.FromMinutes(10); // of simulated time, in which no pong can come
            o.TransitionHandlerTimeout = o.CallbackTimeout;
        }, b =>
        {
            b.Services.AddSingleton<TimeProvider>(time);
            bad.AddTo(b.Services);
            lines.AddTo(b);
        });
        await using var run = await server.Progress.StartAsync(new PipelineStart("good", "user-1"), Ct);
        await using var others = await OtherSubscribers.ConnectAsync(server, run);
        await others.FollowAsync(Changes);

        await using var victims = new GuestVictims(server, bad, time, guest, lines);
        await victims.BeginAsync();
        var before = bad.InFlight;
        await others.FollowAsync(Changes);
        await others.SubscribeAnotherAsync();
        if (misbehaviour is not (Misbehaviour.Throws or Misbehaviour.ThrowsTaskCanceled))
        {
            victims.AssertWaiting();
            Assert.True(
                before > 0 && bad.InFlight >= before,
                $"Of {before} calls {bad.InFlight} were left when the others had everything.");
        }

        await victims.AssertAnsweredAsync();
        await others.AssertConnectedAsync();
        AssertLine(lines, guest, misbehaviour);
        Assert.All(bad.Threads, on => Assert.Matches("^([A-Za-z]+) on Dpa\\.Realtime \\1$", on));
        Assert.Contains($"{guest} on Dpa.Realtime {guest}", bad.Threads);
    }

    /// <summary>One line that names the guest, and no other complaint.</summary>
    private static void AssertLine(LogLines lines, string guest, Misbehaviour misbehaviour)
    {
        var name = misbehaviour is Misbehaviour.Throws or Misbehaviour.ThrowsTaskCanceled
            ? "GuestThrew"
            : "GuestTimedOut";
        var line = Assert.Single(lines.Of(name));
        Assert.StartsWith($"Call {guest} ", line.Message, StringComparison.Ordinal);
        Assert.Empty(
            lines.All.Where(l => l.Event is "ConnectionFailed" or "ReadFailed" or "LoopFailed").Select(l => l.Message));
        if (guest != "UserIdSelector")
            Assert.Contains("'bad", line.Message, StringComparison.Ordinal);
    }
}
