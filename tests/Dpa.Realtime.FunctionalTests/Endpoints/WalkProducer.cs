namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>
/// The work that is watched: two stages side by side, each step some progress and a transition, a stage that fails and
/// is tried again. It never runs further ahead of its watcher than the pace.
/// </summary>
internal sealed class WalkProducer(PipelineRun run, int pace)
{
    /// <summary>Transitions of the walk before its end.</summary>
    public const int Steps = 40;

    private readonly SemaphoreSlim _ahead = new(pace);
    private long _seen;

    /// <summary>The watcher has come to that transition.</summary>
    public void Seen(long transition)
    {
        if (transition > _seen) _ahead.Release((int)(transition - _seen));
        _seen = Math.Max(_seen, transition);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var parse = await run.StartStageAsync("parse", cancellationToken);
        var index = await run.StartStageAsync("index", cancellationToken);
        while (run.State.Transition < Steps)
        {
            await _ahead.WaitAsync(cancellationToken);
            var percent = 100.0 * run.State.Transition / Steps;
            parse.Report(percent, $"page {percent}");
            index.Report((long)percent, 100, "chunks");
            if (run.State.Transition % 10 == 5) await index.RetryAsync("again", cancellationToken);
            else await parse.WarnAsync($"warning {run.State.Transition}", cancellationToken);
        }

        await parse.CompleteAsync(cancellationToken);
        await index.CompleteAsync(cancellationToken);
        await run.CompleteAsync(cancellationToken);
    }
}
