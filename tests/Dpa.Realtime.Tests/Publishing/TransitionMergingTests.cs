using System.Collections.Immutable;
using CsCheck;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>A merged transition is legal wherever the two were, and leads to the same status.</summary>
public sealed class TransitionMergingTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    /// <summary>
    /// What a run asks of one stage, as <see cref="RunPublisher"/> says it: an attempt that begins after an end says
    /// so.
    /// </summary>
    private static readonly Gen<StageChange[]> History = Gen.Int[0, 5].Array[2, 30].Select(Told);

    [Fact]
    public void Merge_AnyTwoNeighbours_LeadToTheSameEnd() =>
        Gen.Select(History, Gen.Int[0, 100]).Sample((history, at) =>
        {
            var changes = history.Select(Change).ToList();
            var expected = Play(changes);
            var i = at % (changes.Count - 1);
            var merged = TransitionMerging.Merge(changes[i], changes[i + 1]);
            Assert.NotNull(merged);
            changes[i] = merged;
            changes.RemoveAt(i + 1);

            var actual = Play(changes);

            Assert.Equal((expected.Status, expected.Progress), (actual.Status, actual.Progress));
        });

    [Fact]
    public void Merge_AWholeHistory_LeadsToTheSameEnd() =>
        History.Sample(history =>
        {
            var merged = history.Select(Change).Aggregate((older, newer) => TransitionMerging.Merge(older, newer)!);

            var (expected, actual) = (Play([.. history.Select(Change)]), Play([merged]));

            Assert.Equal(
                (expected.Status, expected.Progress, expected.Error), (actual.Status, actual.Progress, actual.Error));
        });

    [Fact]
    public void Merge_MovesWithReportsOfOneStage_AreOneChangeOfIt()
    {
        var first = Pipeline(PipelineStatus.Interrupted) with
        {
            Stages = [new StageChange { Id = "a", Progress = 10, Message = "ten" }],
        };
        var then = Pipeline(PipelineStatus.Processing) with
        {
            Stages = [new StageChange { Id = "b", Progress = 5 }, new StageChange { Id = "a", Progress = 20 }],
        };

        var merged = TransitionMerging.Merge(first, then)!;

        Assert.Equal(
            [("a", 20.0, "ten"), ("b", 5.0, null)], merged.Stages.Select(s => (s.Id, s.Progress!.Value, s.Message)));
    }

    [Fact]
    public void Merge_DifferentStagesOrAnEnd_IsNotPossible()
    {
        var a = Change(new StageChange { Id = "a", Warning = true });
        var end = Pipeline(PipelineStatus.Completed);

        Assert.Null(TransitionMerging.Merge(a, Change(new StageChange { Id = "b", Warning = true })));
        Assert.Null(TransitionMerging.Merge(a, end));
        Assert.Null(TransitionMerging.Merge(Pipeline(PipelineStatus.Processing), end));
        Assert.Null(TransitionMerging.Merge(end, a));
        Assert.NotNull(TransitionMerging.Merge(end, Pipeline(PipelineStatus.Processing)));
        Assert.NotNull(TransitionMerging.Merge(Pipeline(null) with { Stalled = true }, end));
    }

    [Fact]
    public void Merge_EstimateOfThePipelineWithWhatDoesNotNameIt_KeepsIt()
    {
        var estimate = Pipeline(null) with { Eta = Seconds(5), EtaLow = Seconds(4), EtaHigh = Seconds(9) };
        var warning = Pipeline(null) with { Warning = true, Message = "w" };
        var attributes = Pipeline(null) with
        {
            Attributes = ImmutableSortedDictionary<string, string?>.Empty.Add("a", "1"),
        };

        PipelineChange[] next = [warning, attributes, Pipeline(null) with { Stalled = true }];

        Assert.All(next, newer =>
        {
            var merged = TransitionMerging.Merge(estimate, newer)!;

            Assert.Equal(estimate.Estimate, merged.Estimate);
            Assert.Equal(
                (newer.Warning, newer.Message, newer.Stalled), (merged.Warning, merged.Message, merged.Stalled));
        });
        Assert.Equal(Seconds(7), TransitionMerging.Merge(estimate, Pipeline(null) with { Eta = Seconds(7) })!.Eta);
        Assert.Null(TransitionMerging.Merge(estimate, Pipeline(PipelineStatus.Interrupted))!.Eta);
    }

    [Fact]
    public void Merge_WarningOfThePipeline_StaysUntilTheNextOneOrAStatus()
    {
        var warning = Pipeline(null) with { Warning = true, Message = "w", TraceParent = "trace" };

        var merged = TransitionMerging.Merge(warning, Pipeline(null) with { Eta = Seconds(5) })!;
        var next = TransitionMerging.Merge(merged, Pipeline(null) with { Warning = true, Message = "x" })!;
        var end = TransitionMerging.Merge(merged, Pipeline(PipelineStatus.Completed))!;

        Assert.Equal(
            (true, "w", "trace", Seconds(5)), (merged.Warning, merged.Message, merged.TraceParent, merged.Eta));
        Assert.Equal((true, "x", Seconds(5)), (next.Warning, next.Message, next.Eta));
        Assert.Equal((false, null, null), (end.Warning, end.Message, end.Eta));
    }

    [Fact]
    public void Merge_EstimateOfAStage_GoesWithItsProgress()
    {
        var report = new StageChange
        {
            Id = "a", Progress = 10, Eta = Seconds(5), EtaLow = Seconds(4), EtaHigh = Seconds(9),
        };
        var begin = new StageChange { Id = "a", Status = PipelineStatus.Processing };

        var warned = Merged(report, new StageChange { Id = "a", Warning = true });
        var further = Merged(report, new StageChange { Id = "a", Progress = 20 });
        var retried = Merged(report, begin with { NewAttempt = true });
        var resumed = Merged(report with { Status = PipelineStatus.Interrupted }, begin);

        Assert.Equal((10.0, report.Estimate), (warned.Progress, warned.Estimate));
        Assert.Equal((20.0, null), (further.Progress, further.Eta));
        Assert.Equal((null, null), (retried.Progress, retried.Eta));
        Assert.Equal((10.0, null), (resumed.Progress, resumed.Eta));
        static StageChange Merged(StageChange first, StageChange then) =>
            TransitionMerging.Merge(Change(first), Change(then))!.Stages[0];
    }

    private static TimeSpan? Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private static StageChange[] Told(int[] choices)
    {
        var (told, open, begun) = (new List<StageChange>(), false, false);
        foreach (var choice in choices)
        {
            var next = new StageChange { Id = "a", Message = $"{told.Count}" };
            if (choice == 0)
                next = next with { Warning = true };
            else if (choice == 1 || !open)
                next = next with { Status = PipelineStatus.Processing, NewAttempt = begun };
            else if (choice == 2)
                next = next with
                {
                    Status = PipelineStatus.Failed, Progress = 30 + told.Count, Error = new ProgressError("x", "y"),
                };
            else if (choice == 3)
                next = next with { Status = PipelineStatus.Cancelled };
            else
                next = next with { Status = PipelineStatus.Completed, Progress = 70 };
            if (next.Status is { } status)
                (open, begun) = (status == PipelineStatus.Processing, true);
            told.Add(next);
        }

        return [.. told];
    }

    private static StageState Play(List<PipelineChange> changes)
    {
        var state = PipelineMerge.Create(new PipelineStart("p", "u") { Stages = [new("a")] }, "e", Now);
        foreach (var change in changes)
        {
            var outcome = PipelineMerge.Apply(state, change, 64, Now);
            Assert.True(outcome.Status is ApplyStatus.Applied or ApplyStatus.Unchanged, outcome.Reason);
            state = outcome.State;
        }

        return state.Stages[0];
    }

    private static PipelineChange Change(StageChange stage) => Pipeline(null) with { Stages = [stage] };

    private static PipelineChange Pipeline(PipelineStatus? status) =>
        new()
        {
            PipelineId = "p", ProducerToken = "t", Sequence = 1, Status = status,
        };
}
