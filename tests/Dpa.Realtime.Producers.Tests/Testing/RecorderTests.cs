using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.Producers.Tests.Testing;

/// <summary>The record of a run, and the notifier for unit tests.</summary>
public sealed class RecorderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recorder_HoldsEveryVersionAndEveryTransition()
    {
        await using var progress = new TestProgress();

        await progress.RunAsync(
            new PipelineStart("p", "user-1") { Stages = [new("a"), new("b")] },
            static async (run, stop) =>
            {
                await run.RunStageAsync("a", static async (stage, t) => await stage.WarnAsync("odd", t), stop);
                await run.RunStageAsync("b", static (stage, _) =>
                {
                    stage.Report(50);
                    return Task.CompletedTask;
                }, stop);
            }, Ct);

        var end = await progress["p"].EndAsync();
        var changes = progress["p"].Changes;
        Assert.Equal(
            Enumerable.Range(1, changes.Count).Select(static v => (long)v),
            changes.Select(static c => c.State.Position.Version));
        Assert.Equal(
            ["a Processing", "a Processing", "a Completed", "b Processing", "b Completed", " Completed"],
            progress["p"].Transitions.Where(static t => t.Version > 1).Select(static t => $"{t.Stage} {t.To}"));
        Assert.Equal(end, progress["p"].State);
    }

    [Fact]
    public async Task FakeTime_WithoutReports_RunIsStalled()
    {
        await using var progress = new TestProgress();
        await using var run = await progress.StartAsync(new PipelineStart("p", "user-1") { Stages = [new("a")] }, Ct);
        await using var stage = await run.StartStageAsync("a", Ct);
        stage.Report(10);
        await progress["p"].UntilAsync(static s => s.FindStage("a")!.Progress == 10);

        await AdvanceUntilAsync(progress, () => progress["p"].State is { Stalled: true });

        Assert.True(progress["p"].State!.Stalled);
    }

    [Fact]
    public async Task Control_Cancel_CancelsTheWorksToken()
    {
        await using var progress = new TestProgress();
        var working = progress.RunAsync(
            new PipelineStart("p", "user-1") { Controls = PipelineControls.Cancel },
            static (_, stop) => Task.Delay(Timeout.Infinite, stop),
            Ct);
        await progress["p"].UntilAsync(static _ => true);

        Assert.True(await progress.ControlAsync("p", PipelineControls.Cancel));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working);
        Assert.Equal(PipelineStatus.Cancelled, (await progress["p"].EndAsync()).Status);
    }

    [Fact]
    public async Task UnavailableBackplane_TransitionIsHeldAndAppliedAfterwards()
    {
        await using var progress = new TestProgress();
        await using var run = await progress.StartAsync(new PipelineStart("p", "user-1"), Ct);

        progress.Recorder.IsBackplaneUnavailable = true;
        var completing = run.CompleteAsync(Ct).AsTask();
        await AdvanceUntilAsync(progress, () => completing.IsCompleted);

        Assert.Equal(TransitionOutcome.Held, await completing);
        Assert.False(progress["p"].State!.IsEnded);
        progress.Recorder.IsBackplaneUnavailable = false;
        await AdvanceUntilAsync(progress, () => progress["p"].State is { IsEnded: true });

        Assert.Equal(PipelineStatus.Completed, (await progress["p"].EndAsync()).Status);
    }

    [Fact]
    public void AddRunRecorder_WithoutTheLibrary_SaysWhatToAdd()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddRunRecorder());

        Assert.Contains("AddDpaRealtime()", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A second of the fake clock at a time; the product's own tasks go on in between.</summary>
    private static async Task AdvanceUntilAsync(TestProgress progress, Func<bool> isSo)
    {
        for (var step = 0; step < 3_000 && !isSo(); step++)
        {
            progress.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), Ct);
        }

        Assert.True(isSo());
    }
}
