using BenchmarkDotNet.Attributes;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Benchmarks;

/// <summary>What one report costs its producer while an apply is in flight (goal: 0 B, under 200 ns).</summary>
[MemoryDiagnoser]
public class ReportBenchmark
{
    private StageRun _stage = null!;
    private long _done;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        var backplane = new HeldBackplane(
            PipelineEngine.InMemory(TimeProvider.System, new DpaRealtimeOptions())
        );
        var services = new ServiceCollection().AddLogging().AddSingleton<IBackplane>(backplane);
        services.AddDpaRealtime();
        var notifier = services.BuildServiceProvider().GetRequiredService<IProgressNotifier>();
        var run = await notifier.StartAsync(new PipelineStart("p", "user-1") { Stages = [new("a")] });
        _stage = await run.StartStageAsync("a");
        backplane.IsHeld = true;
        _stage.Report(1);
        while (!backplane.HasCall) await Task.Yield();
    }

    [Benchmark(Baseline = true)]
    public void Percent() => _stage.Report(_done++ % 100 * 0.5);

    [Benchmark]
    public void PercentWithMessage() => _stage.Report(_done++ % 100, "Reading page");

    [Benchmark]
    public void Units() => _stage.Report(_done++ % 1000, 1000, "pages");
}
