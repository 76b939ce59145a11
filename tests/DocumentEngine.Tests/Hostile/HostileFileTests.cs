using DocumentEngine.Documents;
using DocumentEngine.Parsing;
using DocumentEngine.Tests.Parsing;

namespace DocumentEngine.Tests.Hostile;

/// <summary>
/// What the readers themselves withstand. What only a process of its own can bound is tested with the host.
/// </summary>
public sealed class HostileFileTests
{
    /// <summary>
    /// Processor time, which a busy machine does not lengthen; each of these took seconds to minutes before.
    /// </summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Harmless => new(HostileFiles.Names.Where(HostileFiles.IsHarmless));

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Open_HostileFile_IsReadOrRefusedInLittleTime(string name)
    {
        using var file = new TemporaryFile(HostileFiles.Bytes(name));
        string? code = null;
        var taken = ThreadTimes.Of(() => code = CodeOf(file.FullName));

        Assert.Contains(code, HostileFiles.Codes(name).DefaultIfEmpty(null));
        Assert.True(taken < Limit, $"{name} took {taken}.");
    }

    [Theory]
    [InlineData("[a](")]
    [InlineData("![[")]
    [InlineData("**a *b ")]
    [InlineData("[a]: b\n")]
    public void Open_FourTimesAsMuchHostileMarkdown_TakesAboutFourTimesTheTime(string piece)
    {
        using var small = new TemporaryFile(HostileText.Markdown(piece, 100_000 / piece.Length));
        using var large = new TemporaryFile(HostileText.Markdown(piece, 400_000 / piece.Length));
        _ = CodeOf(small.FullName); // warm
        var one = ThreadTimes.Of(() => CodeOf(small.FullName));
        var four = ThreadTimes.Of(() => CodeOf(large.FullName));

        // Four times the text: 16 times the time where it grows with the square. 100 ms of grace for what is too short
        // to measure.
        Assert.True(four < (one * 9) + TimeSpan.FromMilliseconds(100), $"{one} for one, {four} for four times as much");
    }

    private static string? CodeOf(string path)
    {
        try
        {
            using var document = DocumentOpener.Open(path);
            _ = document.ReadPages().Count();
            return null;
        }
        catch (DocumentException failure)
        {
            return failure.Code;
        }
    }
}
