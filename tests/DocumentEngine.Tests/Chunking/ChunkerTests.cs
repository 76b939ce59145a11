using CsCheck;
using DocumentEngine.Chunking;
using DocumentEngine.Documents;

namespace DocumentEngine.Tests.Chunking;

public sealed class ChunkerTests
{
    [Fact]
    public void Split_ChineseProse_CutsAtSentences()
    {
        var page = new ParsedPage(1, string.Concat(Enumerable.Range(1, 60).Select(i => $"这是第{i}句话，它说明文档如何被切分成片段！")));

        var chunks = Chunker.Split([page]).ToList();

        Assert.True(chunks.Count > 1);
        Assert.All(chunks, chunk => Assert.EndsWith("！", chunk.Text, StringComparison.Ordinal));
        Assert.All(chunks, chunk => Assert.InRange(chunk.Text.Length, 400, 1_000));
        Assert.Equal(page.Text, string.Concat(chunks.Select(chunk => chunk.Text)));
    }

    [Fact]
    public void Split_EnglishProse_DoesNotTakeAnAbbreviationForAnEnd()
    {
        var page = new ParsedPage(
            1,
            string.Join(
                ' ',
                Enumerable.Repeat("Dr. Smith met Mr. J. Brown, e.g. at the river, and they talked about boats.", 40)));

        Assert.All(Chunker.Split([page]), chunk => Assert.EndsWith("boats.", chunk.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Split_RunWithoutAnyBorder_OverlapsSoThatNoWordIsLost()
    {
        var text = string.Concat(Enumerable.Range(0, 2_500).Select(i => (char)(0x4E00 + i)));

        var chunks = Chunker.Split([new ParsedPage(1, text)]).ToList();

        for (var i = 0; i + 2 <= text.Length; i++)
            Assert.Contains(chunks, chunk => chunk.Text.Contains(text.Substring(i, 2), StringComparison.Ordinal));
    }

    [Fact]
    public void Split_FromALaterPage_GoesOnAsTheWholeRunWould()
    {
        var pages = Enumerable
            .Range(1, 6)
            .Select(i => new ParsedPage(i, string.Concat(Enumerable.Repeat($"Sentence of page {i}. ", 30 * i))))
            .ToList();
        var whole = Chunker.Split(pages).ToList();
        var stored = whole.Count(chunk => chunk.Page < 4);

        Assert.Equal(whole.Skip(stored), Chunker.Split(pages.Skip(3), stored));
    }

    [Fact]
    public void Split_AnyPages_GivesExactPiecesThatCoverAllText() =>
        Gen.Select(AnyText, AnyText)
            .Sample(
                (first, second) =>
                {
                    ParsedPage[] pages = [new(1, first), new(2, second)];
                    var chunks = Chunker.Split(pages).ToList();
                    foreach (var (chunk, i) in chunks.Select((chunk, i) => (chunk, i)))
                    {
                        var text = pages[chunk.Page - 1].Text;
                        Assert.Equal(i, chunk.Ordinal);
                        Assert.Equal(text.Substring(chunk.Offset, chunk.Text.Length), chunk.Text);
                        Assert.InRange(chunk.Text.Length, 1, 1_000);
                        Assert.False(char.IsLowSurrogate(chunk.Text[0]) || char.IsHighSurrogate(chunk.Text[^1]));
                    }

        foreach (var page in pages)
            Assert.DoesNotContain(Uncovered(page, chunks), c => !char.IsWhiteSpace(c));
    });

    private static IEnumerable<char> Uncovered(ParsedPage page, List<Chunk> chunks)
    {
        var covered = new bool[page.Text.Length];
        foreach (var chunk in chunks.Where(chunk => chunk.Page == page.Number))
            covered.AsSpan(chunk.Offset, chunk.Text.Length).Fill(true);
        return page.Text.Where((_, i) => !covered[i]);
    }

    private static readonly Gen<string> AnyText = Gen.OneOf(
            "文档", "处理", "。", "！", " ", "\n", "\n\n", "word", "e.g. ", "end. ", "，", "\U00020000", "😀",
            "长长长长长长长长长长长长长长长长长长长长")
        .Array[0, 600]
        .Select(string.Concat);
}
