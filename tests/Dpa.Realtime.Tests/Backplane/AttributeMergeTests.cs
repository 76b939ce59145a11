using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>Attributes and results where changes wait, are lost, or come from two servers.</summary>
public sealed class AttributeMergeTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public void Merge_TwoChangesThatWait_TheNewerValueOfEachNameStays()
    {
        var merged = TransitionMerging.Merge(Told(("a", "1"), ("b", "1")), Told(("b", null), ("c", "2")))!;

        Assert.Equal(
            [("a", "1"), ("b", null), ("c", "2")], merged.Attributes!.Select(a => (a.Key, a.Value)));
    }

    [Fact]
    public void Merge_WithAMoveOfThePipeline_TheyGoAlong()
    {
        var move = Told() with { Attributes = null, Status = PipelineStatus.Processing };

        var merged = TransitionMerging.Merge(Told(("a", "1")), move);

        Assert.Equal("1", merged?.Attributes?["a"]);
    }

    [Fact]
    public void Fork_WhatOnlyTheOtherHas_IsTakenOver()
    {
        var start = Started();
        var now = Applied(start, Told(("mine", "1")));
        var other = Applied(start, Told(("theirs", "2"), ("mine", "3")));

        var merged = ForkMerge.Of(now, other, 64, Now).Last().State;

        Assert.Equal([("mine", "1"), ("theirs", "2")], merged.Attributes.Select(a => (a.Key, a.Value)));
        Assert.Empty(ForkMerge.Of(merged, other, 64, Now));
    }

    [Fact]
    public void Fork_OlderCopyWithWhatWasRemovedSince_BringsNothing()
    {
        var older = Applied(Started(), Told(("x", "1")));
        var newer = PipelineMerge.Apply(older, Told(("x", null)), 64, Now.AddSeconds(1)).State;

        Assert.Empty(ForkMerge.Of(newer, older, 64, Now.AddSeconds(2)));
    }

    [Fact]
    public void Fork_EndWithAResult_BringsTheResult()
    {
        var start = Started();
        var other = Applied(
            start,
            Told() with { Status = PipelineStatus.Completed, EndOpenStages = true, Result = new("/result", "done") });

        var merged = ForkMerge.Of(Applied(start, Told(("x", "1"))), other, 64, Now).Last().State;

        Assert.Equal((PipelineStatus.Completed, "/result"), (merged.Status, merged.Result?.Uri));
    }

    [Fact]
    public void End_ThatWouldBeTooLarge_KeepsTheAddressOfItsResult()
    {
        var stages = Enumerable.Range(0, 200).Select(i => new StageDefinition($"s{i}")).ToArray();
        var state = PipelineMerge.Create(new PipelineStart("p", "u") { Stages = stages }, "e", Now);
        for (var i = 0; i < 200; i++)
        {
            var warning = new StageChange { Id = $"s{i}", Warning = true, Message = new string('长', 512) };
            var outcome = PipelineMerge.Apply(state, Told() with { Stages = [warning] }, 64, Now);
            if (outcome.Status == ApplyStatus.TooLarge) break;
            state = outcome.State;
        }

        var end = Told() with
        {
            Status = PipelineStatus.Completed, EndOpenStages = true,
            Result = new PipelineResult("/result", new string('<', 2048)),
        };
        var ended = PipelineMerge.Apply(state, end, 64, Now);

        Assert.Equal((ApplyStatus.Applied, "/result"), (ended.Status, ended.State.Result?.Uri));
        Assert.True(ended.State.ToUtf8Json().Length <= 256 * 1024);
    }

    [Fact]
    public void End_JoinedToAttributesThatAreTooMany_EndsWithoutThem()
    {
        var state = Applied(Started(), Told([.. Enumerable.Range(0, 16).Select(i => ($"a{i}", (string?)"1"))]));

        var end = Told(("more", "1")) with { Status = PipelineStatus.Completed, EndOpenStages = true };
        var ended = Applied(state, end);

        Assert.Equal((PipelineStatus.Completed, 16), (ended.Status, ended.Attributes.Count));
        Assert.Equal(
            ApplyStatus.TooLarge, PipelineMerge.Apply(state, Told(("more", "1")), 64, Now).Status);
    }

    [Fact]
    public void WithRemovalsWhere_ForOneOfTwo_LeavesTheOther()
    {
        var changes = Told(("mine", null), ("theirs", null), ("x", "1")).Attributes!;

        var kept = AttributeMerge.WithRemovalsWhere(name => name == "mine", changes)!;

        Assert.Equal(["mine", "x"], kept.Keys);
        Assert.Null(AttributeMerge.WithRemovalsWhere(_ => false, Told(("theirs", null)).Attributes!));
    }

    private static PipelineState Started() =>
        PipelineMerge.Create(new PipelineStart("p", "u") { Stages = [new("a")] }, "e", Now);

    private static PipelineState Applied(PipelineState state, PipelineChange change)
    {
        var outcome = PipelineMerge.Apply(state, change, 64, Now);
        Assert.Equal(ApplyStatus.Applied, outcome.Status);
        return outcome.State;
    }

    private static PipelineChange Told(params (string Name, string? Value)[] attributes) => new()
    {
        PipelineId = "p", ProducerToken = "t", Sequence = 1,
        Attributes = attributes.ToImmutableSortedDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal),
    };
}
