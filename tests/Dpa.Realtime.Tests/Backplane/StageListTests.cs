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
