namespace Dpa.Realtime.Tests.Publishing;

public sealed class SignalTests : PublishingTest
{
    [Fact]
    public async Task Resume_OfARunThatWaitsForIt_IsHeardWhileInterrupted()
    {
        await using var run = await StartedAsync("a");
        await run.InterruptAsync(cancellationToken: Ct);
        var resume = run.ResumeRequested;

        Assert.True(await Backplane.ControlAsync("p", PipelineControls.Resume, null, Ct));
        await UntilAsync(() => resume.IsCancellationRequested);
        await run.ContinueAsync(cancellationToken: Ct);

        Assert.False(run.ResumeRequested.IsCancellationRequested);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Resume_OfARunThatDoesNotListen_IsLeftToTheApplication()
    {
        await using var run = await StartedAsync("a");
        await run.InterruptAsync(cancellationToken: Ct);

        Assert.False(await Backplane.ControlAsync("p", PipelineControls.Resume, null, Ct));
        Assert.False(await Backplane.ControlAsync("p", PipelineControls.Retry, null, Ct));
    }

    [Fact]
    public async Task Interrupt_IsHeardAndIsFreshAfterContinuing()
    {
        await using var run = await StartedAsync("a");
        Assert.True(await Backplane.ControlAsync("p", PipelineControls.Interrupt, null, Ct));
        await UntilAsync(() => run.InterruptRequested.IsCancellationRequested);
        await run.InterruptAsync(cancellationToken: Ct);

        await run.ContinueAsync(cancellationToken: Ct);

        Assert.False(run.InterruptRequested.IsCancellationRequested);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Cancel_IsFreshOnlyWhenACancelledPipelineIsSetGoing()
    {
        await using var run = await StartedAsync("a");
        Assert.True(await Backplane.ControlAsync("p", PipelineControls.Cancel, null, Ct));
        await UntilAsync(() => run.CancelRequested.IsCancellationRequested);
        await run.RequeueAsync(cancellationToken: Ct);
        await run.ContinueAsync(cancellationToken: Ct);
        Assert.True(run.CancelRequested.IsCancellationRequested);
        await run.CancelAsync(cancellationToken: Ct);

        await run.ContinueAsync(cancellationToken: Ct);

        Assert.False(run.CancelRequested.IsCancellationRequested);
        await run.CompleteAsync(Ct);
        Assert.False(await Backplane.ControlAsync("p", PipelineControls.Cancel, null, Ct));
    }
}
