using Dpa.Realtime;

namespace DocumentPipelineHost.Tests.Browser.Bars;

/// <summary>A pipeline of the page's user that a test moves, step by step at a pace of its own.</summary>
internal sealed class MovedPipeline : IAsyncDisposable
{
    public const string User = "user-1";

    private readonly PipelineRun _run;

    private MovedPipeline(PipelineRun run, StageRun stage) => (_run, Stage) = (run, stage);

    public string Id => _run.Id;

    public StageRun Stage { get; private set; }

    /// <summary>The bar of its stage, as <see cref="PaintedBars"/> names it.</summary>
    public string StageBar => $"{Id}/parse";

    public static async Task<MovedPipeline> StartAsync(IProgressNotifier progress, string id)
    {
        var run = await progress.StartAsync(
            new PipelineStart(id, User)
            {
                Name = id, Stages = [new StageDefinition("parse", weight: 3), new StageDefinition("index")],
            });
        return new(run, await run.StartStageAsync("parse"));
    }

    /// <summary>Reports from where it was told to up to that percent.</summary>
    public async Task MoveAsync(double from, double to, int steps, TimeSpan pace)
    {
        using var timer = new PeriodicTimer(pace);
        for (
            var step = 1;
            step <= steps && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            step++)
            Stage.Report(from + ((to - from) * step / steps));
    }

    public async Task EndAsync()
    {
        await Stage.CompleteAsync();
        Stage = await _run.StartStageAsync("index");
        await Stage.CompleteAsync();
        await _run.CompleteAsync();
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();
}
