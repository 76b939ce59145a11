namespace Dpa.Realtime.Specification;

/// <summary>Owner topics, control requests, and access that is taken away.</summary>
public abstract class TopicSpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    [Fact]
    public async Task SubscribeOwner_AnswersLiveTopLevelPipelinesAndIsToldOfLaterOnes()
    {
        await StartedAsync(Start("live"));
        await StartedAsync(Start("ended"));
        await MoveAsync("ended", PipelineStatus.Completed);
        await StartedAsync(new PipelineStart("child", Owner) { ParentId = "live" });
        await StartedAsync(new PipelineStart("foreign", "user-2"));

        Assert.Equal(["live"], await Backplane.SubscribeOwnerAsync(Owner, Ct));
        await StartedAsync(Start("later"));

        await Receiver.UntilAsync(r => r.Started.Contains((Owner, "later")));
        Assert.Equal(["later", "live"], (await Backplane.SubscribeOwnerAsync(Owner, Ct)).Order());
    }

    [Fact]
    public async Task ReadOwner_AnswersLiveTopLevelPipelinesAndSubscribesToNothing()
    {
        await StartedAsync(Start("live"));
        await StartedAsync(Start("ended"));
        await MoveAsync("ended", PipelineStatus.Failed);
        await StartedAsync(new PipelineStart("child", Owner) { ParentId = "live" });
        await StartedAsync(new PipelineStart("foreign", "user-2"));

        Assert.Equal(["live"], await Backplane.ReadOwnerAsync(Owner, Ct));
        Assert.Empty(await Backplane.ReadOwnerAsync("user-3", Ct));
        await MoveAsync("ended", PipelineStatus.Processing, newAttempt: true);
        Assert.Equal(["ended", "live"], (await Backplane.ReadOwnerAsync(Owner, Ct)).Order());
    }

    [Fact]
    public async Task SubscribeOwner_ARetriedPipeline_IsToldAgain()
    {
        await StartedAsync(Start("p"));
        await MoveAsync("p", PipelineStatus.Failed);
        Assert.Empty(await Backplane.SubscribeOwnerAsync(Owner, Ct));

        await MoveAsync("p", PipelineStatus.Processing, newAttempt: true);

        await Receiver.UntilAsync(r => r.Started.Contains((Owner, "p")));
        Assert.Equal(["p"], await Backplane.SubscribeOwnerAsync(Owner, Ct));
        await Backplane.UnsubscribeOwnerAsync(Owner, Ct);
    }

    [Fact]
    public async Task ListenOwner_IsToldOfStartsAndOfEachChangeOfAStatus()
    {
        await Backplane.ListenOwnerAsync(Owner, Ct);
        await StartedAsync(Start("p", "a"));
        await Receiver.UntilAsync(r => r.Started.Contains((Owner, "p")));

        Assert.Equal(ApplyStatus.Applied, (await MoveAsync("p", PipelineStatus.Interrupted)).Status);
        await Receiver.UntilAsync(r => r.StatusChanged.Contains((Owner, "p")));
        var (other, _) = AnotherNode();
        var ends = Change("p") with { Status = PipelineStatus.Failed, EndOpenStages = true };
        Assert.Equal(ApplyStatus.Applied, (await other.ApplyAsync(ends, Ct)).Status);
        await Receiver.UntilAsync(r => r.StatusChanged.Count(s => s == (Owner, "p")) >= 2);

        await Backplane.UnsubscribeOwnerAsync(Owner, Ct);
    }

    [Fact]
    public async Task ListenOwner_IsToldOfAParentWhoseStatusFollowsItsChildren()
    {
        await Backplane.ListenOwnerAsync(Owner, Ct);
        await StartedAsync(new PipelineStart("parent", Owner) { Children = 1, Status = PipelineStatus.Processing });
        await Receiver.UntilAsync(r => r.Started.Contains((Owner, "parent")));
        await StartedAsync(new PipelineStart("child", Owner) { ParentId = "parent" });
        await MoveAsync("child", PipelineStatus.Completed);

        await Receiver.UntilAsync(r => r.StatusChanged.Contains((Owner, "parent")));
        Assert.Equal(PipelineStatus.Completed, (await ReadAsync("parent"))!.Status);
        Assert.Empty(await Backplane.ReadOwnerAsync(Owner, Ct));
        Assert.DoesNotContain((Owner, "child"), Receiver.StatusChanged.Union(Receiver.Started));
    }

    [Fact]
    public async Task ListenOwner_AnIdThatAnotherUserUsesNow_IsReportedToThatUser()
    {
        await StartedAsync(Start("p"));
        await MoveAsync("p", PipelineStatus.Completed);
        await Backplane.ListenOwnerAsync("user-2", Ct);
        await Backplane.ListenOwnerAsync(Owner, Ct);

        await StartedAsync(new PipelineStart("p", "user-2"), "producer-2");

        await Receiver.UntilAsync(r => r.Started.Contains(("user-2", "p")));
        await Receiver.UntilAsync(r => r.StatusChanged.Contains((Owner, "p"))); // it leaves the former user's lists
    }

    [Fact]
    public async Task ListenOwner_AnIdThatIsAChildNow_IsReportedToWhoHadIt()
    {
        await StartedAsync(Start("parent"));
        await StartedAsync(Start("p"));
        await MoveAsync("p", PipelineStatus.Completed);
        await Backplane.ListenOwnerAsync(Owner, Ct);

        await StartedAsync(new PipelineStart("p", Owner) { ParentId = "parent" }, "producer-2");

        await Receiver.UntilAsync(r => r.StatusChanged.Contains((Owner, "p")));
    }

    [Fact]
    public async Task Control_ReachesTheNodeOfTheProducer()
    {
        var (producing, other) = AnotherNode();
        other.Produces.Add("p");
        await producing.StartAsync(Start("p"), Token, Ct);

        Assert.True(await Backplane.ControlAsync("p", PipelineControls.Cancel, "enough", Ct));

        await other.UntilAsync(r => r.Controls.Contains(("p", PipelineControls.Cancel, "enough")));
        Assert.Empty(Receiver.Controls);
    }

    [Fact]
    public async Task Control_WithoutAProducer_IsNotTaken()
    {
        await StartedAsync(Start("p"));

        Assert.False(await Backplane.ControlAsync("p", PipelineControls.Cancel, null, Ct));
    }

    [Fact]
    public async Task Revoke_IsToldToAllNodes()
    {
        var (_, other) = AnotherNode();

        await Backplane.RevokeAsync(Owner, "p", Ct);

        await Receiver.UntilAsync(r => r.Revoked.Contains((Owner, "p")));
        await other.UntilAsync(r => r.Revoked.Contains((Owner, "p")));
    }

    [Fact]
    public async Task CloseUser_IsToldToAllNodesOnce()
    {
        var (_, other) = AnotherNode();

        await Backplane.CloseUserAsync(Owner, "signed out", Ct);
        await Backplane.CloseUserAsync(Owner, "again", Ct);

        foreach (var ear in new[] { Receiver, other })
        {
            await ear.UntilAsync(r => r.Closed.Contains((Owner, "again")));
            Assert.Equal([(Owner, "signed out"), (Owner, "again")], ear.Closed);
        }
    }
}
