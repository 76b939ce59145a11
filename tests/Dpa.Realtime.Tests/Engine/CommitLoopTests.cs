namespace Dpa.Realtime.Tests.Engine;

/// <summary>What the loop does where a commit is not simply written.</summary>
public sealed class CommitLoopTests : EngineTest
{
    [Fact]
    public async Task Commit_OfAProducerWhoseAnswerWasLost_IsAnsweredAsItWasWhenRepeated()
    {
        await StartedAsync(new PipelineStart("p", "user-1"));
        var change = Change("p") with { Status = PipelineStatus.Interrupted };
        Line.LosesAnswerOf = _ => true;
        await Assert.ThrowsAsync<PipelineException>(async () => await Engine.ApplyAsync(change, Ct));

        Line.LosesAnswerOf = _ => false;
        var again = await Engine.ApplyAsync(change, Ct);

        Assert.Equal((ApplyStatus.Applied, 2L), (again.Status, again.State!.Position.Version));
        Assert.Single(again.Transitions);
    }

    [Fact]
    public async Task Commit_OfTheNodeWhoseAnswerWasLost_IsFoundOutAndToldOnce()
    {
        await StartedAsync(new PipelineStart("batch", "user-1") { Children = 1 });
        await StartedAsync(new PipelineStart("child", "user-1") { ParentId = "batch" });
        Line.LosesAnswerOf = c => c.PipelineId == "batch";
        var ended = await MoveAsync("child", PipelineStatus.Completed);
        Assert.Empty(ended.Parents);
        Assert.Empty(Receiver.Lost);

        Line.LosesAnswerOf = _ => false;
        await Engine.SweepAsync(Ct);
        await Engine.SweepAsync(Ct);

        var told = Assert.Single(Receiver.Lost);
        Assert.Equal(("batch", PipelineStatus.Completed), (told.State.Id, told.State.Status));
    }

    [Fact]
    public async Task Commit_OnAStoreThatWentBack_GoesOnInALaterEpoch()
    {
        var started = await StartedAsync(new PipelineStart("p", "user-1") { Stages = [new("a")] });
        Store.Copy();
        await ApplyAsync("p", new StageChange { Id = "a", Status = PipelineStatus.Processing });
        Store.GoBack();

        var state = (await ApplyAsync("p", new StageChange { Id = "a", Status = PipelineStatus.Processing })).State!;

        Assert.True(string.CompareOrdinal(state.Position.Epoch, started.Position.Epoch) > 0);
        Assert.Equal(started.Position.Epoch, state.Continues);
    }

    [Fact]
    public async Task Read_OfContentThatAnotherVersionWrote_IsUnavailableAndCostsTheOthersNothing()
    {
        await StartedAsync(new PipelineStart("p", "user-1"));
        await StartedAsync(new PipelineStart("q", "user-1"));
        Store.Find("p")!.Content[0] = 99;

        var failure = await Assert.ThrowsAsync<PipelineException>(async () => await Engine.ReadAsync(["p"], Ct));
        Assert.Equal(("backplane_unavailable", true), (failure.Code, failure.IsRetryable));
        Assert.Equal(["q"], (await Engine.ReadAsync(["p", "q"], Ct)).Select(s => s.Id));
        failure = await Assert.ThrowsAsync<PipelineException>(() => MoveAsync("p", PipelineStatus.Completed));
        Assert.Equal("backplane_unavailable", failure.Code);
    }

    [Fact]
    public async Task Sweep_AfterTheStoreWasAway_SaysThatItIsBackAndWhatMayHaveBeenMissed()
    {
        await Engine.SubscribeOwnerAsync("user-1", Ct);
        await StartedAsync(new PipelineStart("p", "user-1"));
        Store.IsAway = true;
        await Assert.ThrowsAsync<PipelineException>(async () => await Engine.SweepAsync(Ct));

        Store.IsAway = false;
        await Engine.SweepAsync(Ct);
        await Engine.SweepAsync(Ct);

        Assert.Equal((1, 1), (Receiver.Reconnected, Receiver.AccessMissed));
        Assert.Equal(2, Receiver.Started.Count(s => s == ("user-1", "p"))); // when it started, and once it was back
    }
}
