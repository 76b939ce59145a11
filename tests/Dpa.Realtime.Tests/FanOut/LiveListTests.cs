using Dpa.Realtime.FanOut;

namespace Dpa.Realtime.Tests.FanOut;

/// <summary>The greatest keys of a live list, and what is known to be below them.</summary>
public sealed class LiveListTests
{
    private readonly LiveList _list = new(limit: 2);

    [Fact]
    public void Put_KeepsTheNewest_AndKnowsThatThereIsMore()
    {
        foreach (var at in new[] { 1, 3, 2 }) Put($"p{at}", at);

        Assert.Equal(["p3", "p2"], _list.Ids);
        Assert.Equal(0, _list.Missing);
        _list.Remove("p3");
        Assert.Equal(1, _list.Missing);
        Assert.EndsWith(":p2", _list.Below, StringComparison.Ordinal);
    }

    [Fact]
    public void HasPlaceFor_OneBelowAFullList_HasNoneAndIsKnownToBeThere()
    {
        Put("b", 2);
        Put("c", 3);

        Assert.False(_list.HasPlaceFor(State("a", 1)));
        _list.Remove("c");

        Assert.Equal(1, _list.Missing);
    }

    [Fact]
    public void HasPlaceFor_OneBelowWhatWasLookedAt_HasNoneThoughAPlaceIsFree()
    {
        foreach (var at in new[] { 2, 3, 4 }) Put($"p{at}", at); // what is below the third is not known
        _list.Remove("p3");

        Assert.False(_list.HasPlaceFor(State("p1", 1)));
        Assert.True(_list.HasPlaceFor(State("p5", 5)));
        Assert.Equal(1, _list.Missing);
    }

    [Fact]
    public void Remove_WhereNothingIsBelow_MissesNothing()
    {
        Put("a", 1);
        Put("b", 2);
        _list.Remove("a");

        Assert.Equal(0, _list.Missing);
        Assert.Equal(["b"], _list.Ids);
    }

    [Fact]
    public void Put_AnIdThatIsUsedAgain_HasItOnce()
    {
        Put("a", 1);
        Put("b", 2);
        Put("a", 3);

        Assert.Equal(["a", "b"], _list.Ids);
    }

    [Fact]
    public void Filled_ThatDidNotFillTheList_LooksNoFurther()
    {
        Put("a", 1);
        _list.Filled("000000000000:x");

        Assert.Null(_list.Below);
    }

    private void Put(string id, int at)
    {
        var state = State(id, at);
        if (_list.HasPlaceFor(state)) _list.Put(state);
    }

    private static PipelineState State(string id, int at) => new()
    {
        Id = id, Owner = "user-1", Position = new("e", 1), CreatedAt = DateTimeOffset.UnixEpoch.AddDays(at),
    };
}
