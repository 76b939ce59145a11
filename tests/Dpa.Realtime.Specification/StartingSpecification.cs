namespace Dpa.Realtime.Specification;

/// <summary>Starting: a fresh id, a live one, an ended one.</summary>
public abstract class StartingSpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    [Fact]
    public async Task Start_FreshId_IsStoredAtVersionOneWithAllThatWasSaid()
    {
        var start = new PipelineStart("p", Owner)
        {
            Stages = [new("a", "First", 3) { CanInterrupt = true }, new("b") { Status = PipelineStatus.Skipped }],
            Name = "A name",
            Kind = "document",
            Message = "Queued",
            Controls = PipelineControls.Cancel,
            Attributes = new Dictionary<string, string> { ["document_id"] = "d1" },
            Status = PipelineStatus.Pending,
        };

        await StartedAsync(start);
        var state = (await ReadAsync("p"))!;

        Assert.Equal((1, 0L, 1), (state.Position.Version, state.Transition, state.Attempt));
        Assert.Equal(7, Guid.Parse(state.Position.Epoch).Version);
        Assert.Equal(
            (PipelineStatus.Pending, Owner, "A name", "document", "Queued", "d1"),
            (state.Status, state.Owner, state.Name, state.Kind, state.Message, state.Attributes["document_id"]));
        Assert.Equal(
            [("a", "First", 3.0, PipelineStatus.Pending, 0), ("b", "b", 1.0, PipelineStatus.Skipped, 0)],
            state.Stages.Select(s => (s.Id, s.Name, s.Weight, s.Status, s.Attempt)));
        Assert.True(state.Stages[0].CanInterrupt);
        Assert.True(state.CanCancel);
    }

    [Fact]
    public async Task Start_LiveId_IsRefusedAndAnswersItsState()
    {
        var first = await StartedAsync(Start("p", "a"));

        var result = await Backplane.StartAsync(Start("p"), "producer-2", Ct);

        Assert.Equal((ApplyStatus.AlreadyLive, first.Position), (result.Status, result.State!.Position));
        Assert.Equal(ApplyStatus.Applied, (await ApplyAsync("p", Begin("a"))).Status);
    }

    [Fact]
    public async Task Start_SameTokenAgain_AnswersAsBefore()
    {
        var first = await StartedAsync(Start("p"));

        var again = await Backplane.StartAsync(Start("p"), Token, Ct);

        Assert.Equal((ApplyStatus.Applied, first.Position), (again.Status, again.State!.Position));
    }

    [Fact]
    public async Task Start_EndedId_BeginsAGreaterEpochFromScratch()
    {
        var first = await StartedAsync(Start("p", "a"));
        await MoveAsync("p", PipelineStatus.Completed);

        var second = await StartedAsync(Start("p", "b"), "producer-2");

        Assert.True(string.CompareOrdinal(second.Position.Epoch, first.Position.Epoch) > 0);
        Assert.True(second.Position > first.Position);
        Assert.Equal(
            (1, 0L, 1, 0.0), (second.Position.Version, second.Transition, second.Attempt, second.OverallProgress));
        Assert.Null(second.Continues);
        Assert.Equal(["b"], second.Stages.Select(s => s.Id));
    }

    [Fact]
    public async Task Start_EndedId_FencesTheOldProducerOff()
    {
        await StartedAsync(Start("p", "a"));
        await MoveAsync("p", PipelineStatus.Completed);
        await StartedAsync(Start("p", "a"), "producer-2");

        await RefusedAsync(ApplyStatus.ProducerReplaced, "p", ApplyAsync("p", Begin("a")));
    }

    [Fact]
    public async Task Start_ConcurrentlyWithOneId_OneWins()
    {
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(i => Task.Run(async () => await Backplane.StartAsync(Start("p"), $"t{i}", Ct), Ct)));

        Assert.Single(results, r => r.Status == ApplyStatus.Applied);
        Assert.Equal(15, results.Count(r => r.Status == ApplyStatus.AlreadyLive));
    }

    [Fact]
    public async Task Read_UnknownId_IsLeftOut()
    {
        await StartedAsync(Start("p"));

        Assert.Equal(["p"], (await Backplane.ReadAsync(["nobody", "p"], Ct)).Select(s => s.Id));
        Assert.Equal(["p"], (await Backplane.ReadPositionsAsync(["nobody", "p"], Ct)).Keys);
        Assert.Equal(ApplyStatus.NotFound, (await ApplyAsync("nobody", Begin("a"))).Status);
        Assert.Equal(ApplyStatus.NotFound, (await Backplane.ResumeAsync("nobody", Token, true, Ct)).Status);
    }

    /// <summary>The producer may be about to begin a new attempt.</summary>
    [Fact]
    public async Task Read_EndedPipelineOfAProducerThatIsStillThere_IsKeptForALease()
    {
        (World.Options.ProducerLease, World.Options.Retention) = (TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(2));
        var (node, _) = AnotherNode();
        await node.StartAsync(Start("p", "a"), Token, Ct);
        var end = await node.ApplyAsync(
            Change("p") with { Status = PipelineStatus.Completed, EndOpenStages = true }, Ct);
        Assert.Equal(ApplyStatus.Applied, end.Status);

        await World.PassAsync(TimeSpan.FromMinutes(4));
        Assert.Single(await node.ReadAsync(["p"], Ct));
        await World.PassAsync(TimeSpan.FromMinutes(8));
        Assert.Empty(await node.ReadAsync(["p"], Ct));
    }

    [Fact]
    public async Task Read_EndedPipeline_IsKeptForTheRetentionThenGone()
    {
        await StartedAsync(Start("p"));
        await MoveAsync("p", PipelineStatus.Completed);
        await Backplane.ReleaseAsync("p", Token, Ct);

        await World.PassAsync(World.Options.Retention / 2);
        Assert.NotNull(await ReadAsync("p"));
        await World.PassAsync(World.Options.Retention);
        Assert.Null(await ReadAsync("p"));
    }
}
