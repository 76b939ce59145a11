using System.Collections.Immutable;
using CsCheck;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>The invariants of docs/protocol.md#progress, over random changes. A failure prints its seed.</summary>
public sealed class PipelineMergePropertyTests
{
    private const int Kept = 8;
    private static readonly DateTimeOffset Begin = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public void Apply_RandomChanges_KeepTheInvariants() =>
        Gen.Select(ChangeGenerators.Start, ChangeGenerators.Change.Array[1, 60])
            .Sample(
                (start, changes) =>
                {
                    var state = PipelineMerge.Create(start, "e", Begin);
                    for (var i = 0; i < changes.Length; i++)
                    {
                        // the clock goes back now and then
                        var outcome = PipelineMerge.Apply(state, changes[i], Kept, Begin.AddSeconds(i % 7));
                        if (outcome.Status == ApplyStatus.Applied)
                            CheckApplied(state, outcome);
                        else
                            CheckNotApplied(state, outcome);
                        state = outcome.State;
                    }
                },
                iter: 3000
            );

    [Fact]
    public void Apply_TheSameProgressTwice_ChangesNothingTheSecondTime() =>
        Gen.Select(ChangeGenerators.Start, ChangeGenerators.Change.Array[1, 20], ChangeGenerators.Stage)
            .Sample(
                (start, changes, stage) =>
                {
                    var state = changes.Aggregate(PipelineMerge.Create(start, "e", Begin), (s, c) =>
                        PipelineMerge.Apply(s, c, Kept, Begin).State
                    );
                    var progress = stage with { Status = null, NewAttempt = false, Warning = false };
                    var once = Apply(state, progress);

                    Assert.Same(once, Apply(once, progress));
                },
                iter: 1000
            );

    [Fact]
    public void Apply_ProgressOfDifferentStages_Commutes() =>
        Gen.Select(Gen.Double[0, 100], Gen.Double[0, 100])
            .Sample(
                (a, b) =>
                {
                    var state = PipelineMerge.Create(
                        new PipelineStart("p", "u") { Stages = [new("a", weight: 3), new("b")] },
                        "e",
                        Begin
                    );
                    state = Apply(
                        state,
                        new StageChange { Id = "a", Status = PipelineStatus.Processing },
                        new StageChange { Id = "b", Status = PipelineStatus.Processing }
                    );
                    var (first, second) = (
                        new StageChange { Id = "a", Progress = a },
                        new StageChange { Id = "b", Progress = b }
                    );

                    var one = Apply(Apply(state, first), second);
                    var other = Apply(Apply(state, second), first);

                    Assert.Equal(one.OverallProgress, other.OverallProgress);
                    Assert.Equal(one.Stages.Select(s => s.Progress), other.Stages.Select(s => s.Progress));
                }
            );

    [Fact]
    public void Encode_RandomStates_AreReadBackAsTheyWere() =>
        Gen.Select(ChangeGenerators.Start, ChangeGenerators.Change.Array[1, 20])
            .Sample(
                (start, changes) =>
                {
                    var state = changes.Aggregate(PipelineMerge.Create(start, "e", Begin), (s, c) =>
                        PipelineMerge.Apply(s, c, Kept, Begin).State
                    );
                    var read = PipelineState.Parse(state.ToUtf8Json());
                    Assert.Equal(state.Question?.Id, read.Question?.Id);
                    Assert.Equal(state.Question?.Choices, read.Question?.Choices);
                    Assert.Equal(state.Stages, read.Stages);
                    Assert.Equal(state.Transitions, read.Transitions);
                    Assert.Equal(state.Attributes.AsEnumerable(), read.Attributes);
                    Assert.Equal(state.Result, read.Result);
                    Assert.Equal(
                        state with
                        {
                            Stages = [],
                            Transitions = [],
                            Attributes = read.Attributes,
                            Result = read.Result,
                            Question = read.Question,
                            Answers = read.Answers,
                            Children = read.Children,
                        },
                        read with
                        {
                            Stages = [],
                            Transitions = [],
                        }
                    );
                },
                iter: 1000
            );

    private static PipelineState Apply(PipelineState state, params StageChange[] stages)
    {
        var outcome = PipelineMerge.Apply(
            state,
            new PipelineChange
            {
                PipelineId = "p",
                ProducerToken = "t",
                Sequence = 1,
                Stages = [.. stages],
            },
            Kept,
            Begin
        );
        return outcome.State;
    }

    private static void CheckNotApplied(PipelineState before, in MergeOutcome outcome)
    {
        Assert.Same(before, outcome.State);
        Assert.Empty(outcome.Transitions);
        Assert.Equal(outcome.Status == ApplyStatus.Unchanged, outcome.Reason is null);
    }

    private static void CheckApplied(PipelineState before, in MergeOutcome outcome)
    {
        var (after, fresh) = (outcome.State, outcome.Transitions);
        Assert.Equal(
            (before.Position.Version + 1, before.Position.Epoch),
            (after.Position.Version, after.Position.Epoch)
        );
        Assert.True(after.Timestamp >= before.Timestamp);
        CheckTransitions(before, after, fresh);
        CheckStages(before, after, fresh);
        CheckPipeline(before, after, fresh);
        CheckStageFrame(before, after, outcome);
    }

    private static void CheckTransitions(
        PipelineState before,
        PipelineState after,
        ImmutableArray<PipelineTransition> fresh
    )
    {
        Assert.Equal(before.Transition + fresh.Length, after.Transition);
        Assert.Equal(Enumerable.Range(1, fresh.Length).Select(i => before.Transition + i), fresh.Select(t => t.Number));
        Assert.All(fresh, t => Assert.Equal((after.Position.Version, after.Timestamp), (t.Version, t.Timestamp)));
        Assert.Equal(before.Transitions.AddRange(fresh).TakeLast(Kept), after.Transitions);
    }

    private static void CheckStages(PipelineState before, PipelineState after, ImmutableArray<PipelineTransition> fresh)
    {
        foreach (var stage in after.Stages)
        {
            Assert.True(stage.Progress is >= 0 and <= 100 && Math.Round(stage.Progress, 2) == stage.Progress);
            Assert.True(stage.Message is null or { Length: <= 512 });
            if (stage.Status == PipelineStatus.Completed)
                Assert.Equal(100, stage.Progress);
            if (before.FindStage(stage.Id) is not { } old)
                continue;
            Assert.True(
                (stage.Attempt, stage.Progress).CompareTo((old.Attempt, old.Progress)) >= 0,
                $"{old} -> {stage}"
            );
            if (stage.Status != old.Status || stage.Attempt != old.Attempt)
                Assert.Contains(fresh, t => t.Stage == stage.Id && t.To == stage.Status);
            if (stage is { EtaLow: { } low, EtaHigh: { } high })
                Assert.True(TimeSpan.Zero <= low && low <= stage.Eta && stage.Eta <= high);
            else
                Assert.True(stage.EtaLow is null && stage.EtaHigh is null);
            var differs = stage with { Version = 0 } != old with { Version = 0 } || fresh.Any(t => t.Stage == stage.Id);
            Assert.True(stage.Version == after.Position.Version || (!differs && stage.Version == old.Version));
        }
    }

    private static void CheckPipeline(
        PipelineState before,
        PipelineState after,
        ImmutableArray<PipelineTransition> fresh
    )
    {
        Assert.True(after.OverallProgress is >= 0 and <= 100);
        Assert.True(
            after.OverallProgress >= before.OverallProgress
                || (before.Status == PipelineStatus.Completed && after.Attempt > before.Attempt)
        );
        Assert.True(after.Attempt - before.Attempt is 0 or 1);
        Assert.NotEqual(PipelineStatus.Skipped, after.Status);
        Assert.Equal(after.Status == PipelineStatus.Completed, after.OverallProgress == 100);
        if (after.Status != before.Status || after.Attempt != before.Attempt)
            Assert.Contains(fresh, t => t.Stage is null && t.To == after.Status);
        if (before.IsEnded)
            Assert.True(after.Attempt > before.Attempt, "nothing of an ended attempt changes");
        if (after.IsEnded)
            Assert.Null(after.CurrentStage);
    }

    /// <summary>A change that is told as one stage's must be wholly in that stage.</summary>
    private static void CheckStageFrame(PipelineState before, PipelineState after, in MergeOutcome outcome)
    {
        if (outcome.Stage is not { } only)
            return;
        Assert.True(outcome.Transitions.Length <= 1 && outcome.Transitions.All(t => t.Stage == only));
        Assert.Equal(before.Stages.Where(s => s.Id != only), after.Stages.Where(s => s.Id != only));
        Assert.Equal(
            (before.Status, before.Attempt, before.Message, before.Error, before.Stalled, before.Estimate),
            (after.Status, after.Attempt, after.Message, after.Error, after.Stalled, after.Estimate)
        );
    }
}
