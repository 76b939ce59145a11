using System.Text;
using DocumentEngine.Parsing;

namespace DocumentEngine.Tests.Hostile;

/// <summary>
/// A file's head is looked at in the host's own process: whatever it is, in time that grows with its length.
/// </summary>
public sealed class SniffTimeTests
{
    /// <summary>Each writes a text of about so many characters.</summary>
    private static readonly Dictionary<string, Func<int, string>> Forms = new(StringComparer.Ordinal)
    {
        ["blanks, then a letter"] = static length => new string(' ', length) + "x",
        ["blanks, then a document type of letters"] = static length =>
            new string(' ', length / 3) + "<!DOCTYPE " + new string('a', 2 * length / 3),
        ["blanks, then an open comment of hyphens"] = static length =>
            new string(' ', length / 3) + "<!--" + new string('-', 2 * length / 3),
        ["blanks, then an open tag"] = static length =>
            new string(' ', length / 3) + "<a " + new string(' ', 2 * length / 3),
        ["blanks, then an open tag of letters"] = static length =>
            new string(' ', length / 3) + "<a" + new string('a', length / 3) + " " + new string('b', length / 3),
        ["a declaration, then blanks"] = static length => "<?xml version='1.0'?>" + new string(' ', length) + "x",
        ["comments without an end"] = static length => string.Concat(Enumerable.Repeat("<!-- ", length / 5)),
        ["end tags, then blanks"] = static length =>
            string.Concat(Enumerable.Repeat("<a>x</a><!-- -->", length / 20)) + new string(' ', length / 5) + "x",
    };

    public static TheoryData<string> Names => new(Forms.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Sniff_FourTimesAsMuchOfIt_TakesAboutFourTimesTheTime(string form)
    {
        var (small, large) = (Head(form, ContentSniffer.HeadBytes / 4), Head(form, ContentSniffer.HeadBytes));
        _ = Taken(small); // warm

        var (one, four) = (Taken(small), Taken(large));

        // 16 times the time where it grows with the square; 200 ms of grace for what is too short to measure.
        Assert.True(four < (one * 9) + TimeSpan.FromMilliseconds(200), $"{one} for one, {four} for four times as much");
    }

    private static byte[] Head(string form, int length)
    {
        var bytes = Encoding.ASCII.GetBytes(Forms[form](length));
        return bytes[..Math.Min(bytes.Length, ContentSniffer.HeadBytes)];
    }

    private static TimeSpan Taken(byte[] head) => ThreadTimes.Of(() =>
    {
        for (var i = 0; i < 10; i++)
            _ = Record.Exception(() => ContentSniffer.Sniff(head));
    });
}
