using BenchmarkDotNet.Attributes;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Benchmarks;

/// <summary>
/// What a frame costs to encode, once a change and node: a stage's frame, and a full state with the log of transitions
/// full.
/// </summary>
[MemoryDiagnoser]
public class EncodeBenchmark
{
    private AcceptedChange _change = null!;
    private AcceptedChange _fresh = null!;

    [GlobalSetup]
    public void Setup()
    {
        var state = PipelineMerge.Create(
            new PipelineStart("0193c9f0-7a50-7c11-b4e0-d0a3a8b2b5c1", "user-1")
            {
                Stages = [new("upload"), new("parse"), new("index"), new("summary")],
            },
            Guid.CreateVersion7().ToString(), DateTimeOffset.UnixEpoch);
        _fresh = Accept(ref state, new StageChange { Id = "parse", Status = PipelineStatus.Processing });
        for (var i = 0; i < 64; i++)
            Accept(
                ref state, new StageChange
                {
                    Id = "parse", Warning = true, Message = "A page is blank.",
                });
        _change = Accept(
            ref state, new StageChange
            {
                Id = "parse", Progress = 50, CompletedUnits = 25, TotalUnits = 50, Unit = "pages",
                Message = "Reading page 25",
            });
    }

    [Benchmark(Baseline = true)]
    public byte[] StageUpdate() => FrameCodec.StageUpdate(_change);

    [Benchmark]
    public byte[] Progress() => ProgressFrame.Encode(_change.State, 1);

    [Benchmark]
    public byte[] PipelineUpdate() => PipelineUpdateFrame.Encode(_change.State, _change.State.Transition);

    [Benchmark]
    public byte[] FullState() => PipelineStateCodec.Encode(_fresh.State);

    [Benchmark]
    public byte[] FullStateWith64Transitions() => PipelineStateCodec.Encode(_change.State);

    private static AcceptedChange Accept(ref PipelineState state, StageChange stage)
    {
        var outcome = PipelineMerge.Apply(
            state, new PipelineChange
            {
                PipelineId = state.Id, ProducerToken = "t", Sequence = 1, Stages = [stage],
            },
            64, DateTimeOffset.UnixEpoch);
        state = outcome.State;
        return new AcceptedChange { State = state, Stage = stage.Id, Transitions = outcome.Transitions };
    }
}
