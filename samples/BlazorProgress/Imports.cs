using Dpa.Realtime;

namespace BlazorProgress;

/// <summary>The work: it goes on when the page that asked for it is closed.</summary>
public sealed class Imports(IProgressNotifier progress, IHostApplicationLifetime lifetime)
{
    /// <summary>Starts one.</summary>
    /// <returns>The pipeline's id.</returns>
    public async Task<string> StartAsync()
    {
        var start = new PipelineStart(Guid.CreateVersion7().ToString(), "user-1")
        {
            Name = "Import", Stages = [new("read", "Read"), new("store", "Store", weight: 3)],
        };
        var run = await progress.StartAsync(start, lifetime.ApplicationStopping);
        _ = WorkAsync(run, lifetime.ApplicationStopping);
        return run.Id;
    }

    private static async Task WorkAsync(PipelineRun run, CancellationToken stop)
    {
        await using var ending = run; // leaving without CompleteAsync marks the pipeline failed or cancelled
        foreach (var id in (string[])["read", "store"])
            await run.RunStageAsync(
                id, async (stage, ended) =>
                {
                    const int Rows = 40;
                    for (var row = 1; row <= Rows; row++)
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(25), ended); // the work
                        stage.Report(row, of: Rows, "rows");
                    }
                }, stop);
        await run.CompleteAsync(stop);
    }
}
