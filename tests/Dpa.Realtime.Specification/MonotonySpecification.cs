namespace Dpa.Realtime.Specification;

/// <summary>
/// Monotony: (attempt, progress) of a stage never goes back, and the overall progress holds until a retry has caught
/// up.
/// </summary>
public abstract class MonotonySpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    [Fact]
    public async Task Apply_LowerProgress_IsHeldAtTheHighest()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        await ApplyAsync("p", At("a", 60));

        var state = await AcceptedAsync(ApplyAsync("p", At("a", 30) with { Message = "again" }));

        Assert.Equal((60.0, 60.0, "again"), (state.Stages[0].Progress, state.OverallProgress, state.Stages[0].Message));
    }

    [Fact]
    public async Task Apply_InterruptAndResume_KeepTheProgressAndTheAttempt()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        await ApplyAsync("p", At("a", 60));
        await MoveAsync("p", PipelineStatus.Interrupted);
        await MoveAsync("p", PipelineStatus.Processing);

        var state = await AcceptedAsync(ApplyAsync("p", Begin("a")));

        Assert.Equal((60.0, 1, 1), (state.Stages[0].Progress, state.Stages[0].Attempt, state.Attempt));
    }

    [Fact]
    public async Task Apply_Retry_BeginsAtZeroWhileTheOverallProgressHolds()
    {
        await StartedAsync(Start("p", "a", "b"));
        await ApplyAsync("p", Begin("a"));
        await ApplyAsync("p", At("a", 80));
        await MoveAsync("p", PipelineStatus.Failed);
        await MoveAsync("p", PipelineStatus.Processing);

        var begun = await AcceptedAsync(ApplyAsync("p", Begin("a")));
        var later = await AcceptedAsync(ApplyAsync("p", At("a", 90)));

        Assert.Equal(
            (2, 2, 0.0, 40.0), (begun.Attempt, begun.Stages[0].Attempt, begun.Stages[0].Progress, begun.OverallProgress)
        );
        Assert.Equal(45.0, later.OverallProgress);
    }

    [Fact]
    public async Task Apply_RecoveryFromACheckpoint_RaisesTheAttemptAndKeepsTheProgress()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        await ApplyAsync("p", At("a", 55) with { CompletedUnits = 11, TotalUnits = 20 });

        var a = (
            await AcceptedAsync(ApplyAsync("p", Begin("a") with { NewAttempt = true, KeepProgress = true }))).Stages[0];

        Assert.Equal((2, 55.0, 11L), (a.Attempt, a.Progress, a.CompletedUnits));
    }

    [Fact]
    public async Task Apply_OutOfRangeProgress_IsHeldWithin0To100WithTwoDecimals()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));

        Assert.Equal(33.33, (await AcceptedAsync(ApplyAsync("p", At("a", 100.0 / 3)))).Stages[0].Progress);
        Assert.Equal(100, (await AcceptedAsync(ApplyAsync("p", At("a", 1e9)))).Stages[0].Progress);
    }

    [Fact]
    public async Task Apply_AllStagesDone_IsAt100OnlyOnceThePipelineIsCompleted()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));

        Assert.Equal(99.99, (await AcceptedAsync(ApplyAsync("p", At("a", 100)))).OverallProgress);
        Assert.Equal(99.99, (await AcceptedAsync(ApplyAsync("p", To("a", PipelineStatus.Completed)))).OverallProgress);
        Assert.Equal(99.99, (await MoveAsync("p", PipelineStatus.Failed)).State!.OverallProgress);
        Assert.Equal(99.99, (await MoveAsync("p", PipelineStatus.Processing)).State!.OverallProgress);
        Assert.Equal(100, (await MoveAsync("p", PipelineStatus.Completed)).State!.OverallProgress);
        Assert.Equal(99.99, (await MoveAsync("p", PipelineStatus.Processing)).State!.OverallProgress);
    }

    [Fact]
    public async Task Apply_SkippedStages_DoNotCount()
    {
        await StartedAsync(Start("p", "a", "b"));
        await ApplyAsync("p", Begin("a"));
        await ApplyAsync("p", At("a", 50));

        Assert.Equal(50, (await AcceptedAsync(ApplyAsync("p", To("b", PipelineStatus.Skipped)))).OverallProgress);
    }
}
