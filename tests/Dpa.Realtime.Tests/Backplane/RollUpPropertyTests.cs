using CsCheck;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>Sums that are kept child by child say what a fresh count over all children says.</summary>
public sealed class RollUpPropertyTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    private static readonly PipelineStatus[] Statuses =
    [
        PipelineStatus.Pending, PipelineStatus.Processing, PipelineStatus.Completed, PipelineStatus.Failed,
        PipelineStatus.Cancelled,
    ];

    private static readonly Gen<(int Child, PipelineStatus Status, double Progress)[]> Moves =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 4].Select(i => Statuses[i]), Gen.Double[0, 100]).Array[1, 200];

    [Fact]
    public void Take_RandomMoves_AgreesWithCountingAnew() =>
        Gen.Select(Moves, Gen.Int[1, 20].Nullable())
            .Sample(
                (moves, expected) =>
                {
                    var (rollUp, children, parent) = (
                        new TakenChildren(), new Dictionary<int, PipelineState>(), Parent(expected));
                    foreach (var move in moves)
                    {
                        children[move.Child] = Child(
                            move.Child, move.Status, move.Progress, children.GetValueOrDefault(move.Child));
                        rollUp.Take(children[move.Child], wasCounted: false);
                        Assert.False(rollUp.Take(children[move.Child], wasCounted: false)); // told twice
                        var described = rollUp.Sums.Describe(parent);
                        Check(described, parent, children.Values);
                        parent = described;
                    }
                });

    [Fact]
    public void Restored_AndToldOfItsChildrenAgain_AgreesWithCountingAnew() =>
        Moves.Sample(moves =>
        {
            var (rollUp, children) = (new TakenChildren(), new Dictionary<int, PipelineState>());
            foreach (var move in moves)
            {
                children[move.Child] = Child(
                    move.Child, move.Status, move.Progress, children.GetValueOrDefault(move.Child));
                rollUp.Take(children[move.Child], wasCounted: false);
            }

            var lost = PipelineState.Parse(rollUp.Sums.Describe(Parent(null)).ToUtf8Json());
            var restored = new TakenChildren(new RollUp(lost));
            foreach (var child in children.Values)
            {
                restored.Take(child with { Position = new PipelinePosition("f", 1) }, wasCounted: true);
                Assert.Equal(children.Count, restored.Sums.Count);
                Assert.Equal(lost.ChildrenProgress, restored.Sums.Describe(lost).ChildrenProgress, 1e-6);
            }

            Check(restored.Sums.Describe(lost), lost, children.Values);
        });

    [Fact]
    public void ParentMerge_RandomMoves_EndsExactlyWithTheLastChild() =>
        Moves.Sample(moves =>
        {
            var (taken, children, parent) = (new TakenChildren(), new Dictionary<int, PipelineState>(), Parent(10));
            var rollUp = taken.Sums;
            foreach (var move in moves)
            {
                children[move.Child] = Child(
                    move.Child, move.Status, move.Progress, children.GetValueOrDefault(move.Child));
                taken.Take(children[move.Child], wasCounted: false);
                var (before, version) = (parent, parent.Position.Version);
                foreach (var outcome in ParentMerge.Apply(parent, rollUp, 64, Now))
                {
                    parent = outcome.State;
                    Assert.Equal((ApplyStatus.Applied, ++version), (outcome.Status, parent.Position.Version));
                }

                var allEnded = children.Count == 10 && children.Values.All(c => c.IsEnded);
                Assert.Equal(before.IsEnded || allEnded, parent.IsEnded);
                Assert.True(parent.OverallProgress >= before.OverallProgress);
                Assert.Equal(parent.Status == PipelineStatus.Completed, parent.OverallProgress == 100);
                Assert.Empty(ParentMerge.Apply(parent, rollUp, 64, Now));
            }
        });

    [Fact]
    public void Restored_AChildThatMovedSince_TakesThePlaceOfOneThatWasNotAtItsEnd()
    {
        var parent = Parent(null) with
        {
            Children = Parent(null).Children.Add(PipelineStatus.Processing, 1).Add(PipelineStatus.Completed, 1),
            ChildrenWeight = 2, ChildrenProgress = 75,
        };
        var restored = new TakenChildren(new RollUp(parent));

        restored.Take(Child(0, PipelineStatus.Failed, 50, null), wasCounted: true);

        Assert.Equal(
            [(PipelineStatus.Completed, 1), (PipelineStatus.Failed, 1)],
            restored.Sums.Describe(parent).Children.Select(c => (c.Key, c.Value)));
        Assert.Equal(75, restored.Sums.Describe(parent).ChildrenProgress, 1e-9);
    }

    private static void Check(
        PipelineState described, PipelineState before, IReadOnlyCollection<PipelineState> children)
    {
        Assert.Equal(children.CountBy(c => c.Status).OrderBy(c => c.Key), described.Children);
        var weight = children.Sum(c => c.Weight) + Math.Max(0, (before.ExpectedChildren ?? 0) - children.Count);
        var mean = children.Sum(c => c.Weight * c.OverallProgress) / weight;
        Assert.Equal(mean, described.ChildrenProgress, 1e-6);
        Assert.Equal(Math.Max(before.OverallProgress, WireNumbers.Percent(mean)), described.OverallProgress, 0.011);
    }

    private static PipelineState Parent(int? expected) =>
        PipelineMerge.Create(new PipelineStart("parent", "u") { Children = expected }, "e", Now);

    private static PipelineState Child(int number, PipelineStatus status, double progress, PipelineState? before) =>
        new()
        {
            Id = $"c{number}", Owner = "u", ParentId = "parent", Weight = 1 + (number % 3),
            Position = new PipelinePosition("e", (before?.Position.Version ?? 0) + 1), Status = status,
            OverallProgress = status == PipelineStatus.Completed ? 100 : WireNumbers.Percent(progress),
        };
}
