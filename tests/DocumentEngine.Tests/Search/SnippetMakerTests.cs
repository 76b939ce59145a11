using CsCheck;
using DocumentEngine.Search;
using DocumentEngine.Text;

namespace DocumentEngine.Tests.Search;

public sealed class SnippetMakerTests
{
    [Fact]
    public void Make_ShortChunk_IsWholeWithHitsMarked() => Assert.Equal(
        [new("图书馆提供", false), new("全文检索", true), new("，Full-", false), new("Texts", true), new(" too.", false)],
        SnippetMaker.Make("图书馆提供全文检索，Full-Texts too.", SearchQuery.Parse("全文检索 text")));

    [Fact]
    public void Make_HitAcrossALineEnd_IsMarkedAndJoined() => Assert.Equal(
        [new("提供全", false), new("文检", true), new("索", false)], SnippetMaker.Make("提供全文\n检索", SearchQuery.Parse("文检")));

    [Fact]
    public void Make_LongChunk_ShowsAWindowAroundTheFirstHitAtBorders()
    {
        var text =
            string.Concat(Enumerable.Repeat("Some words of no interest stand here. ", 20))
            + "Then the orchard comes. "
            + string.Concat(Enumerable.Repeat("And more words follow after it. ", 20));

        var parts = SnippetMaker.Make(text, SearchQuery.Parse("orchard"));

        Assert.Equal("orchard", Assert.Single(parts, part => part.Hit).Text);
        Assert.InRange(parts.Sum(part => part.Text.Length), 100, 200);
        Assert.StartsWith("…Some words", parts[0].Text, StringComparison.Ordinal);
        Assert.EndsWith("…", parts[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Of all the best, protection against\nmildew is", "best protection against mildew",
        "best|protection against mildew")]
    [InlineData("Day-by-day care, day and day.", "day by day", "Day-by-day|day|day")]
    [InlineData("Air.\n\nWater", "air water", "Air|Water")]
    [InlineData("word word words", "word", "word|word|words")]
    public void Make_WordsThatStandTogether_AreMarkedAsOne(string text, string typed, string marked) =>
        Assert.Equal(
            marked,
            string.Join(
                '|',
                SnippetMaker.Make(text, SearchQuery.Parse(typed)).Where(part => part.Hit).Select(part => part.Text)));

    [Fact]
    public void Make_LongChunk_ShowsTheWholePhraseAndNotAWordOfItBefore()
    {
        var text =
            "The best of all."
            + string.Concat(Enumerable.Repeat(" Some words of no interest stand here.", 20))
            + " Good air is the best protection against mildew, and a dry leaf.";

        var parts = SnippetMaker.Make(text, SearchQuery.Parse("best protection against mildew"));

        Assert.Equal("best protection against mildew", Assert.Single(parts, part => part.Hit).Text);
    }

    /// <summary>A page of a million hits, in one run and in a million: the work and the answer are bounded.</summary>
    [Theory]
    [InlineData("的", 1_000_000)]
    [InlineData("的，", 500_000)]
    [InlineData("\U00020000 ", 300_000)]
    [InlineData("word ", 200_000)]
    public void MarkAll_PageOfHitsOnly_MarksTheFirstOnesAndKeepsTheText(string piece, int times)
    {
        var page = string.Concat(Enumerable.Repeat(piece, times));

        var parts = SnippetMaker.MarkAll(page, SearchQuery.Parse(piece));

        Assert.InRange(parts.Count, 2, 4001);
        Assert.Equal(2000, parts.Where(part => part.Hit).Sum(part => part.Text.Length) / piece.Trim(' ', '，').Length);
        Assert.Equal(page, string.Concat(parts.Select(part => part.Text)));
    }

    [Fact]
    public void Make_NoHit_ShowsTheBeginning() =>
        Assert.False(Assert.Single(SnippetMaker.Make("Nothing to see.", SearchQuery.Parse("orchard"))).Hit);

    [Fact]
    public void Make_AnyTextAndQuery_MarksOnlyWhatIsThereAndNeverHalvesACharacter() =>
        Gen.Select(AnyText, AnyText, Gen.Int[1, 200])
            .Sample(
                (text, typed, length) =>
                {
                    var parts = SnippetMaker.Make(text, SearchQuery.Parse(typed), length);
                    foreach (var part in parts)
                    {
                        Assert.NotEmpty(part.Text);
                        Assert.False(char.IsLowSurrogate(part.Text[0]) || char.IsHighSurrogate(part.Text[^1]));
                    }

        var shown = string.Concat(parts.Select(part => part.Text)).Trim('…');
        Assert.Contains(LineJoiner.Join(shown), LineJoiner.Join(text), StringComparison.Ordinal);
    });

    private static readonly Gen<string> AnyText = Gen.OneOf(
            "文", "档", "处理", "。", " ", "word", "words ", "end. ", "，", "\U00020000", "😀")
        .Array[0, 120]
        .Select(string.Concat);
}
