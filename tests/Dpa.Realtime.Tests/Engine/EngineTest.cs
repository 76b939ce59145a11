using Dpa.Realtime.Engine;
using Dpa.Realtime.Specification;
using Dpa.Realtime.Tests.Convergence;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Engine;

/// <summary>Nodes over a simulated store whose faults the test chooses.</summary>
public abstract class EngineTest
{
    protected const string Token = "producer-1";

    private long _sequence;

    private protected EngineTest()
    {
        Store = new SimStore(Time);
        (Engine, Receiver, Line) = Node();
    }

    internal FakeTimeProvider Time { get; } = new();

    internal SimStore Store { get; }

    internal PipelineEngine Engine { get; }

    internal RecordingReceiver Receiver { get; }

    internal SimLine Line { get; }

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal (PipelineEngine Engine, RecordingReceiver Receiver, SimLine Line) Node()
    {
        var (line, receiver) = (Store.Connect(new SimFaults(0, isOn: false, static _ => { })), new RecordingReceiver());
        var engine = new PipelineEngine(line, Time, Options.Create(new DpaRealtimeOptions()));
        engine.Attach(receiver);
        return (engine, receiver, line);
    }

    internal async Task<PipelineState> StartedAsync(PipelineStart start) =>
        (await Engine.StartAsync(start, Token, Ct)).State!;

    internal async Task<ApplyResult> MoveAsync(string id, PipelineStatus status) =>
        await Engine.ApplyAsync(Change(id) with { Status = status, EndOpenStages = true }, Ct);

    internal async Task<ApplyResult> ApplyAsync(string id, params StageChange[] stages) =>
        await Engine.ApplyAsync(Change(id) with { Stages = [.. stages] }, Ct);

    internal PipelineChange Change(string id) =>
        new() { PipelineId = id, ProducerToken = Token, Sequence = ++_sequence };
}
