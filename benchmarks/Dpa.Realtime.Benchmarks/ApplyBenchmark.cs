using BenchmarkDotNet.Attributes;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Engine;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Benchmarks;

/// <summary>
/// What an accepted change costs in memory: token, sequence, merge, commit and the parent's part. <see cref="Change"/>
/// is what making the change itself costs.
/// </summary>
[MemoryDiagnoser]
public class ApplyBenchmark
{
    private const string Token = "producer";

    private PipelineEngine _backplane = null!;
    private PipelineChange _progress = null!;
    private PipelineChange _warning = null!;
    private PipelineChange _move = null!;
    private long _sequence;

    [Params(4, 200)]
    public int Stages { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _backplane = PipelineEngine.InMemory(TimeProvider.System, new DpaRealtimeOptions());
        var stages = Enumerable.Range(0, Stages).Select(i => new StageDefinition($"s{i}")).ToArray();
        await _backplane.StartAsync(new PipelineStart("p", "user-1") { Stages = stages }, Token, default);
        await _backplane.StartAsync(new PipelineStart("batch", "user-1"), Token, default);
        await _backplane.StartAsync(
            new PipelineStart("child", "user-1") { ParentId = "batch", Stages = stages }, Token, default);
        _progress = Of(
            "p", new StageChange
            {
                Id = "s1", Progress = 50, TotalUnits = long.MaxValue,
            });
        _warning = Of(
            "p", new StageChange
            {
                Id = "s1", Warning = true, Message = "A page is blank.",
            });
        _move = Of("child");
        await _backplane.ApplyAsync(
            Of("p", new StageChange { Id = "s1", Status = PipelineStatus.Processing }), default);
        for (var i = 0; i < 64; i++)
            Warning();
    }

    [Benchmark]
    public PipelineChange Change() => Progress(++_sequence);

    [Benchmark(Baseline = true)]
    public ApplyStatus Progress() => Applied(Progress(++_sequence));

    [Benchmark]
    public ApplyStatus Warning() => Applied(_warning with { Sequence = ++_sequence });

    /// <summary>A child that stops and goes on: its parent's counts change each time.</summary>
    [Benchmark]
    public ApplyStatus ChildMoves()
    {
        var status = ++_sequence % 2 == 0 ? PipelineStatus.Processing : PipelineStatus.Interrupted;
        return Applied(_move with { Sequence = _sequence, Status = status });
    }

    private ApplyStatus Applied(PipelineChange change)
    {
        var applying = _backplane.ApplyAsync(change, default);
        return applying.IsCompletedSuccessfully && applying.Result.Status is ApplyStatus.Applied and var applied
            ? applied
            : throw new InvalidOperationException("It was not applied.");
    }

    private PipelineChange Progress(long sequence) =>
        _progress with { Sequence = sequence, Stages = [_progress.Stages[0] with { CompletedUnits = sequence }] };

    private PipelineChange Of(string id, params StageChange[] stages) =>
        new() { PipelineId = id, ProducerToken = Token, Sequence = ++_sequence, Stages = [.. stages] };
}
