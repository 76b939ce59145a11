using BenchmarkDotNet.Attributes;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Benchmarks;

/// <summary>What the atomic step costs: one progress of one stage, with the log of transitions full.</summary>
[MemoryDiagnoser]
public class MergeBenchmark
{
    private PipelineState _state = null!;
    private PipelineChange _progress = null!;
    private PipelineChange _warning = null!;

    [Params(4, 200)]
    public int Stages { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _state = PipelineMerge.Create(
            new PipelineStart("p", "user-1")
            {
                Stages = [.. Enumerable.Range(0, Stages).Select(i => new StageDefinition($"s{i}"))],
            },
            Guid.CreateVersion7().ToString(), DateTimeOffset.UnixEpoch);
        _state = Apply(Change(new StageChange { Id = "s1", Status = PipelineStatus.Processing }));
        for (var i = 0; i < 64; i++)
            _state = Apply(
                Change(
                    new StageChange
                    {
                        Id = "s1", Warning = true, Message = "A page is blank.",
                    }));
        _progress = Change(
            new StageChange
            {
                Id = "s1", Progress = 50, CompletedUnits = 5, TotalUnits = 10,
            });
        _warning = Change(
            new StageChange
            {
                Id = "s1", Warning = true, Message = "A page is blank.",
            });
    }

    [Benchmark(Baseline = true)]
    public PipelineState Progress() => Apply(_progress);

    [Benchmark]
    public PipelineState Warning() => Apply(_warning);

    private PipelineState Apply(PipelineChange change) =>
        PipelineMerge.Apply(_state, change, 64, DateTimeOffset.UnixEpoch).State;

    private static PipelineChange Change(StageChange stage) =>
        new()
        {
            PipelineId = "p", ProducerToken = "t", Sequence = 1, Stages = [stage],
        };
}
