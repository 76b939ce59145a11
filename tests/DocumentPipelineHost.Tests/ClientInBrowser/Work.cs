using Dpa.Realtime;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>
/// A pipeline that a test moves: its stage under way reports 20 times a second, each step ends that stage and begins
/// the next (two transitions).
/// </summary>
internal sealed class Work : IAsyncDisposable
{
    private const int Stages = 20;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stopped = new();
    private readonly PipelineRun _run;
    private readonly Task _reporting;
    private StageRun _stage;
    private int _steps;

    private Work(PipelineRun run, StageRun stage)
    {
        (_run, _stage) = (run, stage);
        _reporting = ReportAsync();
    }

    public string Id => _run.Id;

    public static async Task<Work> StartAsync(IProgressNotifier progress)
    {
        var stages = Enumerable.Range(0, Stages).Select(i => new StageDefinition($"stage-{i}")).ToArray();
        var run = await progress.StartAsync(
            new PipelineStart($"work-{Guid.NewGuid():N}", PageServer.User) { Stages = stages });
        return new Work(run, await run.StartStageAsync("stage-0"));
    }

    public async Task StepAsync()
    {
        var ended = _stage;
        _stage = await _run.StartStageAsync($"stage-{++_steps}");
        await ended.CompleteAsync();
    }

    /// <summary>The rest of it, at once; its state does not change any more.</summary>
    public async Task EndAsync()
    {
        while (_steps < Stages - 1) await StepAsync();
        await StopReportingAsync();
        await _stage.CompleteAsync();
        await _run.CompleteAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopReportingAsync();
        await _run.DisposeAsync();
        _stopped.Dispose();
    }

    private async Task StopReportingAsync()
    {
        await _stopped.CancelAsync();
        await _reporting;
    }

    private async Task ReportAsync()
    {
        using var timer = new PeriodicTimer(Pace);
        try
        {
            for (var done = 0; await timer.WaitForNextTickAsync(_stopped.Token); done = (done + 1) % 2000)
            {
                var stage = _stage;
                if (!stage.IsEnded) stage.Report(done, 2000, "pieces");
            }
        }
        catch (OperationCanceledException)
        {
            // It ends.
        }
    }
}
