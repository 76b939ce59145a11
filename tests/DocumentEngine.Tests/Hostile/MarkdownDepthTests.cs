using System.Text;
using System.Text.RegularExpressions;
using DocumentEngine.Documents;
using DocumentEngine.Markup;
using DocumentEngine.Parsing;
using DocumentEngine.Tests.Parsing;

namespace DocumentEngine.Tests.Hostile;

/// <summary>
/// Markdown whose blocks stand in blocks: read in time that grows with its length alone, lost nowhere.
/// </summary>
public sealed partial class MarkdownDepthTests
{
    /// <summary>Each writes blocks so deep into each other.</summary>
    private static readonly Dictionary<string, Func<int, string>> Forms = new(StringComparer.Ordinal)
    {
        ["lists below each other"] = static depth => Lines(depth, static i => new string(' ', 2 * i) + "- item"),
        ["numbered lists below each other"] = static depth =>
            Lines(depth, static i => new string(' ', 3 * i) + "1. item"),
        ["lists on one line"] = static depth => Repeat("- ", depth) + "item\n\n",
        ["numbered lists on one line"] = static depth => Repeat("1. ", depth) + "item\n\n",
        ["quotes"] = static depth => Repeat("> ", depth) + "words\n\n",
        ["lists in quotes"] = static depth => Repeat("> - ", depth) + "item\n\n",
        ["quotes below each other"] = static depth => Lines(depth, static i => Repeat(">", i + 1) + " words"),
        ["tasks below each other"] = static depth => Lines(depth, static i => new string(' ', 2 * i) + "- [ ] item"),
        ["lists with blank lines"] = static depth => Lines(depth, static i => new string(' ', 4 * i) + "* item\n"),
    };

    public static TheoryData<string> Names => new(Forms.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Open_FourTimesAsMuchOfIt_TakesAboutFourTimesTheTime(string form)
    {
        var (small, large) = (Document(form, 60, 250_000), Document(form, 60, 1_000_000));
        _ = Taken(small); // warm

        var (one, four) = (Taken(small), Taken(large));

        // 16 times the time where it grows with the square; 200 ms of grace for what is too short to measure.
        Assert.True(four < (one * 9) + TimeSpan.FromMilliseconds(200), $"{one} for one, {four} for four times as much");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Open_FourTimesAsDeep_TakesNoMoreTimeForItsLength(string form)
    {
        var (flat, deep) = (Document(form, 60, 500_000), Document(form, 240, 500_000));
        _ = Taken(flat); // warm

        var (one, four) = (Taken(flat), Taken(deep));

        // With the cube of the depth, at the same length, it would be 16 times.
        Assert.True(four < (one * 8) + TimeSpan.FromMilliseconds(200), $"{one} for a depth of 60, {four} for 240");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Open_DeepBlocks_LoseNothing(string form)
    {
        foreach (
            var depth in (int[])[MarkdownReader.MaxDepth / 2, MarkdownReader.MaxDepth, MarkdownReader.MaxDepth + 1, 600]
        )
        {
            var document = Document(form, depth, 60_000);

            var text = Reading.Of(Encoding.UTF8.GetBytes(document + "\nThe kohlrabi after it.\n")).Text;

            Assert.Equal(Words().Count(document), Words().Count(text));
            Assert.EndsWith("The kohlrabi after it.", text, StringComparison.Ordinal);
        }
    }

    /// <summary>The bound is this program's, whatever the library's own is.</summary>
    [Fact]
    public void MaxDepth_OfBlocks_IsWhatTheParserIsGiven()
    {
        static string Quotes(int depth) => "# Title\n\n## Part\n\n" + Repeat("> ", depth) + "words\n";

        Assert.EndsWith(
            "\n\nwords", Reading.Of(Encoding.UTF8.GetBytes(Quotes(MarkdownReader.MaxDepth / 2))).Text,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "> > words", Reading.Of(Encoding.UTF8.GetBytes(Quotes(MarkdownReader.MaxDepth * 2))).Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sniff_HeadOfIt_IsTextInLittleTime(string form)
    {
        var head = Encoding.UTF8.GetBytes(Document(form, 60, 2 * ContentSniffer.HeadBytes))[..ContentSniffer.HeadBytes];

        Assert.True(ContentSniffer.Sniff(head) is DocumentKind.Markdown or DocumentKind.Text);
        Assert.True(ThreadTimes.Of(() => ContentSniffer.Sniff(head)) < TimeSpan.FromSeconds(2));
    }

    private static string Document(string form, int depth, int length)
    {
        var text = new StringBuilder("# Title\n\n## Part\n\n[a](http://b.example) words\n\n");
        var piece = Forms[form](depth) + "\n";
        while (text.Length < length)
            text.Append(piece);
        return text.ToString();
    }

    private static TimeSpan Taken(string text)
    {
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes(text));
        return ThreadTimes.Of(() =>
        {
            using var document = DocumentOpener.Open(file.FullName);
            _ = document.ReadPages().Count();
        });
    }

    [GeneratedRegex(@"\b(?:item|words)\b")]
    private static partial Regex Words();

    private static string Lines(int depth, Func<int, string> line) =>
        string.Concat(Enumerable.Range(0, depth).Select(i => line(i) + "\n"));

    private static string Repeat(string piece, int times) =>
        new StringBuilder(piece.Length * times).Insert(0, piece, times).ToString();
}
