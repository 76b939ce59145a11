namespace Dpa.Realtime.Tests.Engine;

/// <summary>What a node says once a store answers again, and of what cannot be read.</summary>
public sealed class OutageTests : EngineTest
{
    [Fact]
    public async Task Back_WhileAnOwnerCannotBeRead_IsSaidAndTheOwnersAreReadAgain()
    {
        await Engine.SubscribeOwnerAsync("user-1", Ct);
        await StartedAsync(new PipelineStart("p", "user-1"));
        Store.IsAway = true;
        await Assert.ThrowsAsync<PipelineException>(async () => await Engine.SweepAsync(Ct));
        Store.IsAway = false;
        Line.OwnersToFail = 1;

        await Assert.ThrowsAsync<PipelineException>(async () => await Engine.SweepAsync(Ct));
        Assert.Equal((1, 1, 1), (Receiver.Reconnected, Receiver.AccessMissed, Receiver.Started.Count));
        await Engine.SweepAsync(Ct);
        await Engine.SweepAsync(Ct);

        Assert.Equal((2, 1, 2), (Receiver.Reconnected, Receiver.AccessMissed, Receiver.Started.Count));
    }

    [Fact]
    public async Task AReadThatFailed_IsAnOutageAndClosesNoConnections()
    {
        Store.IsAway = true;
        await Assert.ThrowsAsync<PipelineException>(async () => await Engine.ReadAsync(["p"], Ct));
        Store.IsAway = false;

        await Engine.SweepAsync(Ct);

        Assert.Equal((1, 0), (Receiver.Reconnected, Receiver.AccessMissed));
    }

    [Fact]
    public async Task ASubscriptionThatFailed_MayHaveMissedWhatWasSaidOfAccess()
    {
        Store.IsAway = true;
        await Assert.ThrowsAsync<PipelineException>(async () => await Engine.SubscribeAsync("p", Ct));
        Store.IsAway = false;

        await Engine.SweepAsync(Ct);

        Assert.Equal((1, 1), (Receiver.Reconnected, Receiver.AccessMissed));
    }

    [Fact]
    public async Task ANodeThatBeganWithoutItsStore_SaysThatItMayHaveMissedSomething()
    {
        Store.IsAway = true;
        var (engine, ear, _) = Node();
        Store.IsAway = false;
        await engine.StartAsync(new PipelineStart("p", "user-1"), Token, Ct); // reads the clock first

        await engine.SweepAsync(Ct);

        Assert.Equal((1, 1), (ear.Reconnected, ear.AccessMissed));
    }

    [Fact]
    public async Task AStoreThatWentBack_MakesRunsCompare()
    {
        await StartedAsync(new PipelineStart("p", "user-1") { Stages = [new("a")] });
        Store.Copy();
        await ApplyAsync("p", new StageChange { Id = "a", Status = PipelineStatus.Processing });
        Store.GoBack();
        await ApplyAsync("p", new StageChange { Id = "a", Status = PipelineStatus.Processing });

        await Engine.SweepAsync(Ct);

        Assert.Equal((1, 0), (Receiver.Reconnected, Receiver.AccessMissed));
    }

    /// <summary>The node that started the first run has a clock that is ahead, and the store has lost it.</summary>
    [Fact]
    public async Task AnEnd_AfterWhichARunBeganInALesserEpoch_DoesNotReplaceItAndIsOlderThanItAfterwards()
    {
        await StartedAsync(new PipelineStart("p", "user-1"));
        var ended = (await MoveAsync("p", PipelineStatus.Completed)).State!;
        var ahead = Guid.CreateVersion7(Time.GetUtcNow().AddHours(1)).ToString();
        Store.Lose();
        Time.Advance(TimeSpan.FromSeconds(1));
        var next = await StartedAsync(new PipelineStart("p", "user-1"));

        await Engine.RestoreAsync(ended with { Position = new PipelinePosition(ahead, 9) }, Ct);

        var state = (await Engine.ReadAsync(["p"], Ct)).Single();
        Assert.Equal((next.Status, next.CreatedAt), (state.Status, state.CreatedAt));
        Assert.True(string.CompareOrdinal(state.Position.Epoch, ahead) > 0);
        Assert.Equal(ApplyStatus.Applied, (await MoveAsync("p", PipelineStatus.Completed)).Status);
    }

    [Fact]
    public void EmptyContent_IsUnreadable()
    {
        var stored = new StoredPipeline("p", "tag", default);
        Assert.Throws<InvalidDataException>(() => stored.Record);
        Assert.True(stored.Content.IsEmpty);
        Assert.True(new StoreMessage("p", default(ReadOnlyMemory<byte>)).Content.IsEmpty);
    }

    [Fact]
    public async Task EmptyMessages_AreNone()
    {
        await Engine.SubscribeAsync("p", Ct);
        Store.Send(new StoreMessage("p", default(ReadOnlyMemory<byte>)));
        Store.Send(new StoreMessage("nodes/", default(ReadOnlyMemory<byte>)));

        await StartedAsync(new PipelineStart("p", "user-1"));

        Assert.Single(Receiver.Changes);
    }

    [Fact]
    public async Task Unfinished_IsKeptForTwoWeeks()
    {
        await StartedAsync(new PipelineStart("p", "user-1"));
        TimeSpan? kept = null;
        Line.LosesAnswerOf = c =>
        {
            kept = c.RetainFor;
            return false;
        };

        await MoveAsync("p", PipelineStatus.Interrupted);
        Assert.Equal(TimeSpan.FromDays(14), kept);
        await MoveAsync("p", PipelineStatus.Cancelled);
        Assert.Equal(new DpaRealtimeOptions().Retention, kept);
    }

    [Fact]
    public async Task Attribute_WhoseNameIsReservedSince_IsLeftOut()
    {
        var start = new PipelineStart("p", "user-1")
        {
            Attributes = new Dictionary<string, string> { ["ended"] = "yes", ["colour"] = "red" },
        };

        var json = System.Text.Encoding.UTF8.GetString((await StartedAsync(start)).ToUtf8Json());

        Assert.Contains("\"colour\":\"red\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"ended\"", json, StringComparison.Ordinal);
    }
}
