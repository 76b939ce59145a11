using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.Tests.WebSockets;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.FanOut;

/// <summary>A log fed by the real merge.</summary>
internal sealed class LogFixture
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public LogFixture(int stages = 3, PipelineLog? log = null)
    {
        Log = log ?? new PipelineLog("p");
        var start = new PipelineStart("p", "u")
        {
            Stages = [.. Enumerable.Range(0, stages).Select(i => new StageDefinition($"s{i}"))],
        };
        State = PipelineMerge.Create(start, "0190a000-0000-7000-8000-000000000001", Begin);
        Log.Seed(State);
        for (var i = 0; i < stages; i++) Stage($"s{i}", PipelineStatus.Processing);
        Cursor = new Cursor(State.Position, State.Transition, State.OverallProgress);
    }

    public PipelineLog Log { get; }

    public PipelineState State { get; private set; }

    public Cursor Cursor;

    public void Progress(string stage, double percent) => Apply(new StageChange { Id = stage, Progress = percent });

    public void Stage(string stage, PipelineStatus status) => Apply(new StageChange { Id = stage, Status = status });

    public void Warn(string stage, string message) =>
        Apply(new StageChange { Id = stage, Warning = true, Message = message });

    public void Warn(string message) => Apply(Change() with { Warning = true, Message = message });

    /// <summary>The state was lost, and is restored from a copy that is older than what this node has told.</summary>
    public void Restore(PipelineState older)
    {
        State = older with
        {
            Position = new PipelinePosition("0190a000-0000-7000-8000-000000000002", older.Position.Version),
            Continues = older.Position.Epoch,
        };
        Log.Append(new AcceptedChange { State = State });
    }

    /// <summary>What the cursor is handed now.</summary>
    public List<JsonObject> Read(SubscriptionDetail detail = SubscriptionDetail.Stages)
    {
        var frames = new List<TextFrames>();
        Log.Read(ref Cursor, State.Position.Epoch, detail, frames);
        return frames.Parse();
    }

    public static IEnumerable<string> Describe(IEnumerable<JsonObject> frames) =>
        frames.Select(f =>
            (int?)f["stage"] is { } index ? $"s{index} {f["progress"]}"
            : (string?)f["stage_type"] is { } stage
                ? $"{stage} {(string)f["status"]! switch { "processing" => $"{f["progress"]}", var s => s }}"
                : "whole");

    private void Apply(StageChange stage) => Apply(Change() with { Stages = [stage] });

    private void Apply(PipelineChange change)
    {
        var outcome = PipelineMerge.Apply(State, change, 64, Begin);
        Assert.Equal(ApplyStatus.Applied, outcome.Status);
        State = outcome.State;
        Log.Append(new AcceptedChange { State = State, Stage = outcome.Stage, Transitions = outcome.Transitions });
    }

    private static PipelineChange Change() => new() { PipelineId = "p", ProducerToken = "t", Sequence = 0 };
}
