using DocumentEngine.Search;

namespace DocumentEngine.Tests.Search;

/// <summary>The order of hits: no document fills all of the first places, contents come last.</summary>
public sealed class HitRankingTests
{
    private const string Contents =
        "Contents\nMill . . . . . . . 1\nPond . . . . . . . 2\nSluice . . . . . . 3\nMill race . . . . . 4";

    [Fact]
    public void Order_OneLargeDocument_LeavesRoomForOthers()
    {
        var hits = Order([
            .. Enumerable.Range(1, 8).Select(static i => ($"big:{i}", "mill", 1.0)),
            ("small:1", "the mill", 0.3), ("other:1", "a mill", 0.2),
        ]);

        Assert.Equal("big:1", hits[0]);
        Assert.Equal(
            ["big:1", "big:2", "small:1", "big:3", "big:4", "other:1", "big:5", "big:6", "big:7", "big:8"],
            hits);
    }

    [Fact]
    public void Order_OneDocumentOnly_KeepsItsOrder() =>
        Assert.Equal(
            ["a:1", "a:2", "a:3", "a:4"],
            Order([("a:2", "mill", 0.8), ("a:1", "mill", 0.9), ("a:4", "mill", 0.1), ("a:3", "mill", 0.5)]));

    [Fact]
    public void Order_ContentsPageOfAnotherDocument_StaysLast()
    {
        var hits = Order([
            ("a:1", "mill", 1), ("a:2", "mill", 0.9), ("b:1", Contents, 1), ("a:3", "mill", 0.8),
            ("c:1", Contents, 0.1),
        ]);

        Assert.Equal(["a:1", "a:2", "a:3", "b:1", "c:1"], hits);
    }

    [Fact]
    public void Order_Anything_LosesNothingAndKeepsTheBestFirst()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var hits = Enumerable.Range(0, random.Next(0, 40))
                .Select(n => ($"{(char)('a' + random.Next(4))}:{n}", "mill", random.NextDouble())).ToArray();
            var ordered = Order(hits);

            Assert.Equal(hits.Select(static hit => hit.Item1).Order(), ordered.Order());
            if (hits.Length > 0)
                Assert.Equal(hits.MaxBy(static hit => hit.Item3).Item1, ordered[0]);
            for (var at = 2; at < ordered.Count; at++)
            {
                var isRow = ordered[at][0] == ordered[at - 1][0] && ordered[at][0] == ordered[at - 2][0];
                Assert.False(isRow && ordered.Skip(at).Any(hit => hit[0] != ordered[at][0]), string.Join(' ', ordered));
            }
        }
    }

    private static IReadOnlyList<string> Order((string Hit, string Text, double Score)[] hits) =>
        HitRanking.Order(
            [
                .. hits.Select(static hit => new HitCandidate<string>(
                    hit.Hit, hit.Hit.Split(':')[0], hit.Text, "", hit.Score)),
            ],
            SearchQuery.Parse("mill"));
}
