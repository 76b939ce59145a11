using System.Collections.Immutable;
using CsCheck;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Backplane;

public sealed class StageListTests
{
    /// <summary>
    /// Against plain arrays: lists that go on from any earlier one, whether or not its array was asked for.
    /// </summary>
    [Fact]
    public void With_FromAnyEarlierList_IsWhatAnArrayWouldBe() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 6], Gen.Int[0, 3], Gen.Bool).Array[1, 80].Sample(steps =>
        {
            ImmutableArray<StageState> given = [Stage(0), Stage(1), Stage(2)];
            var version = 2L;
            var lists = new List<(StageList List, ImmutableArray<StageState> Expected)>
            {
                (new StageList(given), given),
            };
            foreach (var (from, index, changes, asks) in steps)
            {
                var (list, expected) = lists[from % lists.Count];
                StageState[]? own = null;
                for (var i = 0; i <= changes; i++)
                {
                    var stage = Stage(++version);
                    if (index >= expected.Length)
                    {
                        (list, expected) = (list.With(stage), expected.Add(stage));
                        continue;
                    }

                    var place = (index + i) % expected.Length;
                    (list, expected) = (list.With(place, stage, ref own), expected.SetItem(place, stage));
                }

                if (asks) Assert.Equal(expected, list.ToImmutableArray());
                lists.Add((list, expected));
            }

            foreach (var (list, expected) in lists)
            {
                Assert.Equal(expected, Enumerable.Range(0, list.Count).Select(i => list[i]));
                foreach (var stage in expected) Assert.Same(stage, list[list.IndexOf(stage.Id)]);
                Assert.Equal(-1, list.IndexOf("unknown"));
                Assert.Equal(expected, list.ToImmutableArray());
            }
        });

    [Fact]
    public void With_TheSameStageAgain_AllocatesNothing()
    {
        var list = new StageList([.. Enumerable.Range(0, 200).Select(i => Stage(i))]);
        StageState[]? own = null;
        var stage = Stage(200);
        list = list.With(7, stage, ref own);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) list = list.With(7, stage, ref own);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Null(own);
    }

    [Fact]
    public void With_TwoStagesInTurn_AllocatesNothing()
    {
        var list = new StageList([.. Enumerable.Range(0, 200).Select(i => Stage(i))]);
        StageState[]? own = null;
        StageState[] stages = [.. Enumerable.Range(200, 100).Select(i => Stage(i))];

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < stages.Length; i++) list = list.With(7 + (i % 2), stages[i], ref own);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Same(stages[^2], list[7]);
        Assert.Same(stages[^1], list[8]);
    }

    /// <summary>The array is made once, whoever asks first, and each reader is given all that has changed.</summary>
    [Fact]
    public void Stages_AskedForByManyThreads_IsOneArrayWithEachChange()
    {
        var given = new StageList([.. Enumerable.Range(0, 50).Select(i => Stage(i))]);
        for (var round = 0; round < 200; round++)
        {
            StageState[]? own = null;
            StageState[] changed = [Stage(100), Stage(101), Stage(102)];
            var list = given.With(3, changed[0], ref own).With(9, changed[1], ref own).With(27, changed[2], ref own);
            var state = new PipelineState { Id = "p", Owner = "u", Position = new PipelinePosition("e", 1) } with
            {
                StageList = list,
            };
            var seen = new ImmutableArray<StageState>[4];
            Parallel.For(0, seen.Length, i =>
            {
                seen[i] = state.Stages;
                Assert.Same(changed[1], state.StageList[9]);
                Assert.Same(changed[1], state.FindStage("s101"));
            });

            Assert.All(seen, s => Assert.True(s == state.Stages));
            Assert.Equal(changed, new[] { state.Stages[3], state.Stages[9], state.Stages[27] });
        }
    }

    [Fact]
    public void With_ManyStagesInOneMerge_MakesOneArray()
    {
        var list = new StageList([.. Enumerable.Range(0, 200).Select(i => Stage(i))]);
        var stage = Stage(200);

        var before = GC.GetAllocatedBytesForCurrentThread();
        StageState[]? own = null;
        for (var i = 0; i < 200; i++) list = list.With(i, stage, ref own);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 2000);
    }

    [Fact]
    public void ToImmutableArray_AskedForTwice_IsTheSameArray()
    {
        ImmutableArray<StageState> given = [Stage(0), Stage(1)];
        var list = new StageList(given);
        StageState[]? own = null;

        Assert.True(given == list.ToImmutableArray());
        list = list.With(1, Stage(2), ref own);
        Assert.True(list.ToImmutableArray() == list.ToImmutableArray());
        Assert.True(new StageList(default).ToImmutableArray().IsDefault);
    }

    /// <summary>A copy of a state shares the list: asking one for its array changes neither.</summary>
    [Fact]
    public void Equals_OfAStateAndItsCopy_HoldsAlsoWhenOneMadeItsArray()
    {
        StageState[]? own = null;
        var state = new PipelineState { Id = "p", Owner = "u", Position = new PipelinePosition("e", 1) } with
        {
            StageList = new StageList([Stage(0), Stage(1)]).With(1, Stage(2), ref own),
        };
        var copy = state with { };

        Assert.Equal(2, state.Stages.Length);
        Assert.Equal(state, copy);
        Assert.Equal(state.GetHashCode(), copy.GetHashCode());
        Assert.NotEqual(state, state with { StageList = copy.StageList.With(0, Stage(3), ref own) });
    }

    private static StageState Stage(long version) =>
        new() { Id = $"s{version}", StageId = $"p:s{version}", Name = "", Version = version };
}
