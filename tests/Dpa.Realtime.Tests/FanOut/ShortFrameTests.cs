using System.Text.Json.Nodes;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.Tests.WebSockets;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.FanOut;

/// <summary>Which readers get the short frames, and how short they are.</summary>
public sealed class ShortFrameTests
{
    private const string Id = "0193c9f0-7a50-7c11-b4e0-d0a3a8b2b5c1";
    private static readonly DateTimeOffset Begin = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly PipelineLog _log = new(Id);
    private PipelineState _state = PipelineMerge.Create(
        new PipelineStart(Id, "user-1")
        {
            Name = "Report.pdf",
            Kind = "document",
            Controls = PipelineControls.Cancel | PipelineControls.Interrupt,
            Stages =
            [
                new("upload", "Upload"), new("parse", "Parse"), new("index", "Index"), new("summary", "Summarise"),
            ],
            Attributes = new Dictionary<string, string> { ["document_id"] = Id },
        },
        "0197a3b0-0000-7000-8000-000000000001", Begin);

    public ShortFrameTests()
    {
        _log.Seed(_state);
        Apply(Change(new StageChange { Id = "upload", Status = PipelineStatus.Processing }));
        Apply(Change(new StageChange { Id = "upload", Status = PipelineStatus.Completed }));
        Apply(Change(new StageChange { Id = "parse", Status = PipelineStatus.Processing }));
    }

    [Fact]
    public void Progress_OfAStageOfTheSample_IsAtMostHalfAsLongAsItWas()
    {
        var cursor = Head();
        Report(91);

        var before = Read(cursor, SubscriptionDetail.Stages, isV2: true);
        var now = Read(cursor, SubscriptionDetail.Stages);

        Assert.Equal("stage_update", (string?)Parse(before)["type"]);
        Assert.Equal("progress", (string?)Parse(now)["type"]);
        TestContext.Current.TestOutputHelper!.WriteLine($"{before.Length} bytes before, {now.Length} now");
        Assert.InRange(now.Length, 1, before.Length / 2);
    }

    [Fact]
    public void Progress_ForADpaV2Client_HasEveryField()
    {
        var cursor = Head();
        Report(91);

        var frame = Parse(Read(cursor, SubscriptionDetail.Stages, isV2: true));

        string[] fields =
        [
            "type", "pipeline_id", "epoch", "version", "transition", "stage_type", "stage_id", "stage_name", "status",
            "progress", "attempt", "message", "completed_units", "total_units", "unit", "eta_ms",
            "eta_low_ms", "eta_high_ms", "started_at", "completed_at", "duration", "change", "overall_progress", "current_stage", "timestamp",
        ];
        Assert.Equal(fields.Order(StringComparer.Ordinal), frame.Select(f => f.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Progress_ReadByManyOfBothWires_IsEncodedOnceForEach()
    {
        var cursor = Head();
        Report(91);

        Assert.Same(Read(cursor, SubscriptionDetail.Stages), Read(cursor, SubscriptionDetail.Stages));
        Assert.Same(
            Read(cursor, SubscriptionDetail.Stages, isV2: true), Read(cursor, SubscriptionDetail.Stages, isV2: true));
    }

    [Theory]
    [InlineData("Pipeline")]
    [InlineData("Summary")]
    public void List_StateOfAnEnd_IsAtMostHalfAsLongAsTheFullFormWithoutStages(string detail)
    {
        var cursor = Head();
        Apply(Change(new StageChange { Id = "parse", Status = PipelineStatus.Completed }));
        var full = PipelineStateCodec.Encode(_state, new FullStateShape(false, false, -1, cursor.Transition, false));

        var frame = Read(cursor, Enum.Parse<SubscriptionDetail>(detail));

        Assert.Equal("pipeline_update", (string?)Parse(frame)["type"]);
        Assert.Equal(detail == "Pipeline", Parse(frame).ContainsKey("transitions"));
        TestContext.Current.TestOutputHelper!.WriteLine($"{full.Length} bytes in full, {frame.Length} now");
        Assert.InRange(frame.Length, 1, detail == "Pipeline" ? full.Length * 3 / 4 : full.Length / 2);
    }

    [Fact]
    public void List_WhatTheShortFrameLeavesOutHasChanged_IsSentInFull()
    {
        var cursor = Head();
        _state = _state with
        {
            Position = _state.Position with { Version = _state.Position.Version + 1 },
            Attributes = _state.Attributes.SetItem("document_id", "another"),
        };
        _log.Append(new AcceptedChange { State = _state });
        var frame = Parse(Read(cursor, SubscriptionDetail.Summary));
        var after = Head();
        Apply(Change(new StageChange { Id = "parse", Status = PipelineStatus.Completed }));

        Assert.Equal("pipeline_progress", (string?)frame["type"]);
        Assert.Equal("another", (string?)frame["document_id"]);
        Assert.Equal("pipeline_progress", (string?)Parse(Read(cursor, SubscriptionDetail.Summary))["type"]);
        Assert.Equal("pipeline_update", (string?)Parse(Read(after, SubscriptionDetail.Summary))["type"]);
    }

    [Fact]
    public void Summary_StagesTransition_WaitsForItsTurn_ThePipelinesOwnDoesNot()
    {
        var cursor = Head();
        Apply(Change(new StageChange { Id = "parse", Status = PipelineStatus.Completed }));
        Assert.False(_log.HasTransitionAfter(cursor, SubscriptionDetail.Summary));
        Assert.True(_log.HasTransitionAfter(cursor, SubscriptionDetail.Pipeline));

        Apply(Change() with { Status = PipelineStatus.Interrupted });

        Assert.True(_log.HasTransitionAfter(cursor, SubscriptionDetail.Summary));
    }

    private static JsonObject Parse(byte[] frame) => Assert.Single(new List<TextFrames> { new(frame) }.Parse());

    private Cursor Head() => new(_state.Position, _state.Transition, _state.OverallProgress);

    private void Report(long page) =>
        Apply(
            Change(
                new StageChange
                {
                    Id = "parse",
                    Progress = page / 2.0,
                    CompletedUnits = page,
                    TotalUnits = 200,
                    Unit = "pages",
                    Message = $"{page} of 200 pages read",
                    Eta = TimeSpan.FromSeconds(27),
                    EtaLow = TimeSpan.FromSeconds(24),
                    EtaHigh = TimeSpan.FromSeconds(31.5),
                }));

    private byte[] Read(Cursor cursor, SubscriptionDetail detail, bool isV2 = false)
    {
        var frames = new List<TextFrames>();
        _log.Read(ref cursor, _state.Position.Epoch!, detail, frames, isV2: isV2);
        return Assert.Single(frames).Bytes;
    }

    private void Apply(PipelineChange change)
    {
        var outcome = PipelineMerge.Apply(_state, change, 64, Begin.AddSeconds(9));
        Assert.Equal(ApplyStatus.Applied, outcome.Status);
        _state = outcome.State;
        _log.Append(
            new AcceptedChange { State = _state, Stage = outcome.Stage, Transitions = outcome.Transitions });
    }

    private static PipelineChange Change(params StageChange[] stages) =>
        new() { PipelineId = Id, ProducerToken = "t", Sequence = 0, Stages = [.. stages] };
}
