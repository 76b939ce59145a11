using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.FunctionalTests.Guests;

/// <summary>
/// Each guest that misbehaves in each way, met on each transport. Simulated time stands still while the guest is at it, so that what others
/// get meanwhile cannot be a matter of time limits; then the limit passes.
/// </summary>
public sealed class GuestMatrixTests
{
    private const int Changes = 40;
    private static readonly string[] Guests = ["Authorizer", "Archive", "ControlHandler", "TransitionHandler", "UserIdSelector", "CancellationCallback"];

    public static TheoryData<string, Misbehaviour> All
    {
        get
        {
            var all = new TheoryData<string, Misbehaviour>();
            foreach (var guest in Guests)
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
        using var bad = new BadGuest(guest, misbehaviour, time);
        using var lines = new LogLines();
        await using var server = await RealtimeServer.StartAsync(o =>
        {
            o.UserIdSelector = bad.SelectUser;
            o.HeartbeatInterval = TimeSpan.FromMinutes(10); // of simulated time, in which no pong can come
            o.TransitionHandlerTimeout = o.CallbackTimeout;
        }, b =>
        {
            b.Services.AddSingleton<TimeProvider>(time);
            bad.AddTo(b);
            lines.AddTo(b);
        });
        await using var run = await server.Progress.StartAsync(new PipelineStart("good", "user-1"), Ct);
        await using var others = await OtherSubscribers.ConnectAsync(server, run);
        var undisturbed = await others.MeasureAsync(Changes);

        await using var victims = new GuestVictims(server, bad, time, guest, lines);
        await victims.BeginAsync();
        var disturbed = await others.MeasureAsync(Changes); // comes, however long the guest is at it
        await others.SubscribeAnotherAsync();
        if (!bad.Answers) victims.AssertWaiting();

        await victims.AssertAnsweredAsync();
        await others.AssertConnectedAsync();
        AssertLine(lines, guest, misbehaviour);
        // Milliseconds say nothing on a busy machine; a guest on the delivery's threads would hold others up for as long as it is at it.
        var bound = TimeSpan.FromSeconds(2) + (2 * undisturbed[^1]);
        Assert.True(disturbed[Changes / 2] <= bound, $"Others waited {disturbed[Changes / 2]} for the middle change, undisturbed {undisturbed[^1]} for the slowest.");
    }

    /// <summary>One line that names the guest, and no other complaint.</summary>
    private static void AssertLine(LogLines lines, string guest, Misbehaviour misbehaviour)
    {
        var name = misbehaviour is Misbehaviour.Throws or Misbehaviour.ThrowsTaskCanceled ? "GuestThrew" : "GuestTimedOut";
        var line = Assert.Single(lines.Of(name));
        Assert.StartsWith($"Call {guest} ", line.Message, StringComparison.Ordinal);
        Assert.Empty(lines.All.Where(l => l.Event is "ConnectionFailed" or "SubscribeFailed" or "LoopFailed").Select(l => l.Message));
        if (guest != "UserIdSelector") Assert.Contains("'bad", line.Message, StringComparison.Ordinal);
    }
}
