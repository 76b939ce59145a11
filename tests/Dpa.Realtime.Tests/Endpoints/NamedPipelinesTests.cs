using Dpa.Realtime.Endpoints;

namespace Dpa.Realtime.Tests.Endpoints;

public sealed class NamedPipelinesTests
{
    [Fact]
    public void Add_FarBeyondTheLimit_KeepsAsManyAgainAndCountsTheRest()
    {
        var named = new NamedPipelines(5);

        for (var i = 0; i < 1000; i++) named.Add($"p{i}");
        for (var i = 0; i < 100; i++) named.Add($"not an id {i}");

        Assert.Equal(["p0", "p1", "p2", "p3", "p4"], named.Positions.Keys);
        Assert.Equal(["p5", "p6", "p7", "p8", "p9"], named.Excess);
        Assert.Equal((990, 16, 1100), (named.Unnamed, named.Invalid, named.Total));
    }
}
