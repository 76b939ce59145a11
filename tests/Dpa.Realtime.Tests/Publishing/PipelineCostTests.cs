using Dpa.Realtime.Publishing;
using Dpa.Realtime.Tests.FanOut;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>
/// What a pipeline that is under way and that nobody watches keeps, its run included: measured figures with room for a
/// tenth. Whoever lowers one lowers it here, too.
/// </summary>
[Collection(nameof(LogCostTests))]
public sealed class PipelineCostTests : PublishingTest
{
    private const double Room = 1.1;
    private const int Pipelines = 400;

    private readonly ProgressNotifier _notifier;

    /// <summary>Without what stands around a run in other tests and remembers all that was said.</summary>
    public PipelineCostTests()
    {
        var context = new PublishingContext(Time, Options, Metrics, Log, Runs, NewDispatcher(), Guests, Sink);
        _notifier = new ProgressNotifier(Memory, context, new ArchiveLookup(Memory, Guests, Archive));
    }

    [Theory]
    [InlineData(1, 2850)]
    [InlineData(11, 2850 + (10 * 239))]
    public async Task LivePipeline_OfSomeStages_Keeps(int stages, int bytes)
    {
        var first = await BeginAsync("first", stages); // makes what is made once
        var (each, runs) = await HeapCost.MeasureAsync(Pipelines, i => BeginAsync($"p{i}", stages));
        foreach (var (run, _) in runs.Append(first)) await run.DisposeAsync();

        TestContext.Current.TestOutputHelper!.WriteLine($"{each:F0} bytes");
        Assert.InRange(each, bytes / Room, Room * bytes);
    }

    private async Task<(PipelineRun Run, StageRun Stage)> BeginAsync(string id, int stages)
    {
        var run = await _notifier.StartAsync(Start(id, [.. Enumerable.Range(0, stages).Select(i => $"s{i}")]), Ct);
        var stage = await run.StartStageAsync("s0", Ct);
        stage.Report(50);
        await UntilAsync(() => run.State.FindStage("s0")!.Progress == 50);
        return (run, stage);
    }
}
