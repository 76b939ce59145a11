namespace Dpa.Realtime.Tests.Publishing;

/// <summary>A report that waits while something else is answered.</summary>
public sealed class PendingReportTests : PublishingTest
{
    [Fact]
    public async Task TransitionOfAnotherStageIsRefused_TheReportThatWaitsIsAppliedAllTheSame()
    {
        var run = await StartedAsync("a", "b");
        var a = await run.StartStageAsync("a", Ct);
        var b = await run.StartStageAsync("b", Ct);
        a.Report(20);
        await UntilAsync(() => run.State.Stages[0].Progress == 20);
        await Memory.ResumeAsync("p", "other", exclusive: false, Ct);
        await Memory.ApplyAsync(
            new PipelineChange
            {
                PipelineId = "p", ProducerToken = "other", Sequence = 1,
                Stages = [new StageChange { Id = "b", Status = PipelineStatus.Completed }],
            },
            Ct);

        using (Backplane.Hold())
        {
            var refused = b.FailAsync(new ProgressError("code", "text"), Ct).AsTask();
            a.Report(60);
            Backplane.LetGo();
            await Assert.ThrowsAsync<PipelineException>(() => refused);
        }

        await UntilAsync(() => run.State.Stages[0].Progress == 60);
    }
}
