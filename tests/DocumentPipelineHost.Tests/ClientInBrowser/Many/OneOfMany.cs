using Dpa.Realtime;

namespace DocumentPipelineHost.Tests.ClientInBrowser.Many;

/// <summary>One of them: a report at each call, now and then the next stage instead (two transitions).</summary>
internal sealed class OneOfMany : IAsyncDisposable
{
    private const int Stages = 6;

    private readonly PipelineRun _run;
    private readonly int _reportsPerStage;
    private StageRun _stage;
    private int _at;
    private int _done;

    private OneOfMany(PipelineRun run, StageRun stage, int reportsPerStage, int done) =>
        (_run, _stage, _reportsPerStage, _done) = (run, stage, reportsPerStage, done);

    public string Id => _run.Id;

    public static async Task<OneOfMany> StartAsync(IProgressNotifier progress, int number, int reportsPerStage)
    {
        var stages = Enumerable.Range(0, Stages).Select(i => new StageDefinition($"stage-{i}")).ToArray();
        var run = await progress.StartAsync(
            new PipelineStart($"work-{number:0000}", PageServer.User) { Stages = stages });
        // not all at their next stage at once
        return new OneOfMany(run, await run.StartStageAsync("stage-0"), reportsPerStage, number % reportsPerStage);
    }

    public ValueTask ReportAsync()
    {
        if (++_done >= _reportsPerStage && _at < Stages - 1) return StepAsync();
        _stage.Report(Math.Min(_done, _reportsPerStage), _reportsPerStage, "pieces");
        return ValueTask.CompletedTask;
    }

    public async Task EndAsync()
    {
        while (_at < Stages - 1) await StepAsync();
        await _stage.CompleteAsync();
        await _run.CompleteAsync();
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    private async ValueTask StepAsync()
    {
        var ended = _stage;
        _stage = await _run.StartStageAsync($"stage-{++_at}");
        _done = 0;
        await ended.CompleteAsync();
    }
}
