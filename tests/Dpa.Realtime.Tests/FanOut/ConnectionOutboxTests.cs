using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.FanOut;

public sealed class ConnectionOutboxTests
{
    [Fact]
    public void Drain_TheSameStateAskedForManyTimes_IsSentOnceAndTheNewestAreConfirmed()
    {
        using var world = new OutboxFixture(OutboxRules.V1);
        for (var i = 0; i < 1000; i++)
            world.Subscription.Ask(new SubscribeAnswer($"r{i}", null, SubscriptionDetail.Stages, TimeSpan.Zero));

        var frames = world.Subscribe();

        Assert.Single(frames, f => (string?)f["type"] == "pipeline_progress");
        Assert.Equal(8, frames.Count(f => (string?)f["type"] == "subscription_confirmed"));
    }

    /// <summary>
    /// A client that asks for the same state again and again is sent as many bytes as its pace allows, and what it
    /// asked for last.
    /// </summary>
    [Fact]
    public void Drain_TheSameStateAskedForAgainAndAgain_IsPaced()
    {
        using var world = new OutboxFixture(OutboxRules.V1);
        world.Fixture.Progress("s0", 1);
        var size = world.Fixture.Log.ReadHead()!.Value.Frame.Length;
        var atOnce = UserBudget.BytesAtOnce / size;

        var sent = 0;
        while (world.Subscribe().Count > 0 && sent < 2 * atOnce) sent++;

        var rounding = atOnce / 1000; // each answer takes whole ticks of the clock, of about 1,800
        Assert.InRange(sent, atOnce - rounding, atOnce + rounding);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEmpty(world.Drain());
    }

    [Fact]
    public void PendingReplyBytes_OfRepliesThatWait_UntilTheyAreDrained()
    {
        using var world = new OutboxFixture(OutboxRules.V1);

        for (var i = 0; i < 3; i++) world.Outbox.Reply(FrameCodec.Status("u", 1, [new string('p', 1000)]));

        Assert.InRange(world.Outbox.PendingReplyBytes, 3000, 3600);
        world.Drain();
        Assert.Equal((0, 0L), (world.Outbox.PendingReplies, world.Outbox.PendingReplyBytes));
    }

    /// <summary>
    /// A subscription that waits for the next turn of its <c>max_hz</c> does not wait for it with an answer that is due
    /// before.
    /// </summary>
    [Fact]
    public void Drain_AskedForAgainWhileMaxHzHoldsIt_AnswersWhenTheAnswerIsDue()
    {
        using var world = new OutboxFixture(OutboxRules.V1);
        world.Subscribe(maxHz: 0.1);
        world.Fixture.Progress("s0", 1);
        world.Drain();
        world.Fixture.Progress("s0", 2);
        Assert.Empty(world.Drain());
        world.Answers.Reserve(UserBudget.BytesAtOnce + UserBudget.BytesPerSecond);

        Assert.Empty(world.Subscribe(maxHz: 0.1));
        world.Time.Advance(TimeSpan.FromSeconds(1.5));

        Assert.Contains(
            "whole",
            LogFixture.Describe(world.Drain().Where(f => (string?)f["type"] == "pipeline_progress")));
        world.Time.Advance(TimeSpan.FromSeconds(10)); // the turn that it waited for before wakes it for nothing
        Assert.Empty(world.Drain());
    }

    [Fact]
    public void Drain_MaxHz_LeadingEdgeAtOnceThenTheNewestWhenItsTimeHasCome()
    {
        using var world = new OutboxFixture(OutboxRules.V1);
        world.Subscribe(maxHz: 2);

        world.Fixture.Progress("s0", 1);
        Assert.Equal(["s0 1"], LogFixture.Describe(world.Drain()));
        world.Fixture.Progress("s0", 2);
        world.Fixture.Progress("s0", 3);
        Assert.Empty(world.Drain());
        world.Time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Empty(world.Drain());
        world.Time.Advance(TimeSpan.FromMilliseconds(11));

        Assert.Equal(["s0 3"], LogFixture.Describe(world.Drain()));
    }

    [Fact]
    public void Drain_MaxHz_ATransitionDoesNotWaitAndTakesHeldProgressWithIt()
    {
        using var world = new OutboxFixture(OutboxRules.V1);
        world.Subscribe(maxHz: 1);
        world.Fixture.Progress("s0", 1);
        world.Drain();

        world.Fixture.Progress("s1", 7);
        world.Fixture.Stage("s0", PipelineStatus.Completed);

        Assert.Equal(["s1 7", "s0 completed"], LogFixture.Describe(world.Drain()));
    }

    [Fact]
    public void Drain_ForADpaV2Client_TheFullStateFollowsAtMostFiveTimesASecond()
    {
        using var world = new OutboxFixture(OutboxRules.DpaV2);
        world.Subscribe();

        world.Fixture.Progress("s0", 1);
        Assert.Equal(["s0 1", "whole"], LogFixture.Describe(world.Drain()));
        world.Fixture.Progress("s0", 2);
        Assert.Equal(["s0 2"], LogFixture.Describe(world.Drain()));
        world.Time.Advance(TimeSpan.FromMilliseconds(210));

        var frames = world.Drain();
        Assert.Equal(["whole"], LogFixture.Describe(frames));
        Assert.Equal(world.Fixture.State.OverallProgress, (double)frames[0]["overall_progress"]!);
    }

    [Fact]
    public void Drain_Ping_MarksWhatWasSentSinceTheLastAndNothingElse()
    {
        using var world = new OutboxFixture(OutboxRules.V1);
        world.Subscribe();
        world.Outbox.Ping();
        world.Outbox.Ping();
        var first = Assert.Single(world.Drain());
        world.Outbox.Ping();
        var second = Assert.Single(world.Drain());

        Assert.Equal(world.Fixture.State.Position.ToString(), (string?)first["marks"]!["p"]);
        Assert.False(second.ContainsKey("marks"));
    }

    [Fact]
    public void Drain_APipelineWithUnsentFrames_IsLeftOutOfTheMarks()
    {
        using var world = new OutboxFixture(OutboxRules.V1);
        world.Subscribe();
        world.Outbox.Ping();
        world.Fixture.Progress("s0", 1);

        var frames = world.Drain();

        Assert.False(frames[0].ContainsKey("marks"));
        Assert.Equal(["s0 1"], LogFixture.Describe(frames.Skip(1)));
    }

    [Fact]
    public void MarkDirty_ManyTimesBeforeADrain_StandsInTheChannelOnce()
    {
        using var world = new OutboxFixture(OutboxRules.V1);
        world.Subscribe();
        for (var i = 0; i < 1000; i++) world.Fixture.Log.Append(Next(world, i));

        Assert.Equal(["s1 0", "s2 0", "s0 0"], LogFixture.Describe(world.Drain()));
        Assert.Empty(world.Drain());
    }

    [Fact]
    public void Drain_AnEpochThatIsNotAuthorised_AsksOnceAndShowsNothing()
    {
        using var world = new OutboxFixture(OutboxRules.V1);
        var asked = 0;
        world.Outbox.AuthorizationNeeded = (_, _, _) => asked++;
        world.Subscribe();
        var other = world.Fixture.State with
        {
            Position = new PipelinePosition("0190a000-0000-7000-8000-000000000009", 1),
        };

        world.Fixture.Log.Seed(other);
        Assert.Empty(world.Drain());
        world.Fixture.Log.Seed(other with { Position = other.Position with { Version = 2 } });
        Assert.Empty(world.Drain());

        Assert.Equal(1, asked);
    }

    /// <summary>
    /// Asked by the drain, its refusal would be "forbidden", where an unknown pipeline is "not_found".
    /// </summary>
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void Drain_BeforeTheSubscriptionWasJudged_LeavesThatToItsAnswer(bool waits, int expected)
    {
        using var world = new OutboxFixture(OutboxRules.V1, isAllowed: false);
        var asked = 0;
        world.Outbox.AuthorizationNeeded = (_, _, _) => asked++;
        if (waits) world.Subscription.Access.TryRefuse(null);

        Assert.Empty(world.Subscribe());

        Assert.Equal(expected, asked);
    }

    [Fact]
    public void Drain_AfterARevocation_ShowsNothingUntilItIsAllowedAgain()
    {
        using var world = new OutboxFixture(OutboxRules.V1);
        world.Subscribe();

        world.Subscription.Access.Revoke();
        world.Fixture.Log.Append(Next(world, 1));
        Assert.Empty(world.Drain());
        world.Allow();
        world.Outbox.MarkDirty(world.Subscription);

        Assert.NotEmpty(world.Drain());
    }

    [Fact]
    public void Drain_AskedAgainWithAnotherDetail_SinceIsIgnored()
    {
        using var world = new OutboxFixture(OutboxRules.V1);
        world.Subscribe(SubscriptionDetail.Pipeline);
        world.Subscription.Ask(
            new SubscribeAnswer(null, world.Fixture.State.Position, SubscriptionDetail.Stages, TimeSpan.Zero));
        world.Outbox.MarkDirty(world.Subscription);

        Assert.Equal(["pipeline_progress", "subscription_confirmed"], world.Drain().Select(f => (string)f["type"]!));
    }

    private static AcceptedChange Next(OutboxFixture world, int i)
    {
        var head = world.Fixture.Log.Head!;
        return new AcceptedChange
        {
            State = head with { Position = head.Position with { Version = head.Position.Version + 1 } },
            Stage = $"s{i % 3}",
        };
    }
}
