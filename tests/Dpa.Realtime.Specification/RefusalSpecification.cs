namespace Dpa.Realtime.Specification;

/// <summary>Refusals: illegal moves and late reports change nothing, and say why.</summary>
public abstract class RefusalSpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    [Fact]
    public async Task Apply_ProgressBeforeTheStageBegan_IsRefusedWithAReason()
    {
        await StartedAsync(Start("p", "a"));

        var result = await ApplyAsync("p", At("a", 1));

        Assert.Equal(
            (ApplyStatus.IllegalTransition, true),
            (result.Status, result.Reason!.Contains("StartStageAsync", StringComparison.Ordinal)));
        await RefusedAsync(ApplyStatus.IllegalTransition, "p", ApplyAsync("p", At("unknown", 1)));
    }

    [Theory]
    [InlineData(PipelineStatus.Completed)]
    [InlineData(PipelineStatus.Failed)]
    [InlineData(PipelineStatus.Cancelled)]
    [InlineData(PipelineStatus.Skipped)]
    public async Task Apply_ProgressAfterTheStageEnded_IsRefused(PipelineStatus end)
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        await ApplyAsync("p", To("a", end));

        await RefusedAsync(ApplyStatus.IllegalTransition, "p", ApplyAsync("p", At("a", 99)));
    }

    [Theory]
    [InlineData(PipelineStatus.Completed, PipelineStatus.Failed)]
    [InlineData(PipelineStatus.Failed, PipelineStatus.Completed)]
    [InlineData(PipelineStatus.Cancelled, PipelineStatus.Interrupted)]
    [InlineData(PipelineStatus.Interrupted, PipelineStatus.Completed)]
    [InlineData(PipelineStatus.Completed, PipelineStatus.Cancelling)]
    [InlineData(PipelineStatus.Completed, PipelineStatus.Skipped)]
    public async Task Apply_IllegalMoveOfThePipeline_IsRefused(PipelineStatus from, PipelineStatus to)
    {
        await StartedAsync(Start("p", "a"));
        await MoveAsync("p", from);

        await RefusedAsync(ApplyStatus.IllegalTransition, "p", MoveAsync("p", to));
    }

    [Theory]
    [InlineData(PipelineStatus.Completed)]
    [InlineData(PipelineStatus.Failed)]
    [InlineData(PipelineStatus.Cancelled)]
    public async Task Apply_TheSameEndTwice_ChangesNothing(PipelineStatus end)
    {
        await StartedAsync(Start("p", "a"));
        var before = await AcceptedAsync(MoveAsync("p", end));

        var result = await Backplane.ApplyAsync(
            Change("p") with
            {
                Status = end, Message = "again", Stages = [Begin("late")],
            },
            Ct);

        Assert.Equal((ApplyStatus.Unchanged, before.Position), (result.Status, result.State!.Position));
    }

    [Fact]
    public async Task Apply_StagesOfAnEndedPipeline_AreRefusedUntilItIsContinued()
    {
        await StartedAsync(Start("p", "a"));
        await MoveAsync("p", PipelineStatus.Failed);
        await RefusedAsync(ApplyStatus.IllegalTransition, "p", ApplyAsync("p", Begin("a")));

        await MoveAsync("p", PipelineStatus.Processing);

        Assert.Equal(ApplyStatus.Applied, (await ApplyAsync("p", Begin("a"))).Status);
    }

    [Fact]
    public async Task Apply_StagesOfAnInterruptedPipeline_AreRefusedUntilItIsContinued()
    {
        await StartedAsync(Start("p", "a"));
        await MoveAsync("p", PipelineStatus.Interrupted);

        await RefusedAsync(ApplyStatus.IllegalTransition, "p", ApplyAsync("p", Begin("a")));
    }

    [Fact]
    public async Task Apply_LateProgressAmongOtherThings_IsLeftOut()
    {
        await StartedAsync(Start("p", "a", "b"));
        await ApplyAsync("p", Begin("a"));
        await ApplyAsync("p", To("a", PipelineStatus.Completed));

        var state = await AcceptedAsync(
            Backplane
                .ApplyAsync(
                    Change("p") with
                    {
                        Status = PipelineStatus.Completed, EndOpenStages = true, Stages = [At("b", 10), At("c", 10)],
                    },
                    Ct)
                .AsTask());

        Assert.Equal([PipelineStatus.Completed, PipelineStatus.Skipped], state.Stages.Select(s => s.Status));
    }

    [Fact]
    public async Task Apply_NewAttemptThatIsOverAtOnce_IsRefusedForAPipeline()
    {
        await StartedAsync(Start("p", "a"));

        await RefusedAsync(
            ApplyStatus.IllegalTransition, "p", MoveAsync("p", PipelineStatus.Completed, newAttempt: true));
    }

    [Fact]
    public async Task Apply_ExpectedVersionOfAnotherProducersPast_IsAConflict()
    {
        await StartedAsync(Start("p", "a", "b"));
        var begun = await AcceptedAsync(ApplyAsync("p", Begin("a")));
        await Backplane.ResumeAsync("p", "producer-2", exclusive: false, Ct);
        await Backplane.ApplyAsync(Change("p", "producer-2") with { Stages = [At("a", 10)] }, Ct);

        await RefusedAsync(
            ApplyStatus.Conflict, "p", ApplyAsync("p", At("a", 20) with { ExpectedVersion = begun.Stages[0].Version }));
        Assert.Equal(ApplyStatus.Applied, (await ApplyAsync("p", Begin("b") with { ExpectedVersion = 1 })).Status);
    }
}
