using System.Globalization;
using System.Text.RegularExpressions;

namespace DocumentEngine.Text;

/// <summary>
/// What single lines of a document look like: running titles, entries of a table of contents, underlines, list items.
/// </summary>
internal static partial class LinePattern
{
    // No header of a page is longer; a row of a table may be, and has many numbers.
    private const int LongestRunning = 200;

    /// <summary>
    /// What stays the same of a page header from page to page: the words, and how far its number is from the page's
    /// ("Guide · 12" on page 14 is "guide · #" and -2). "Chapter 3" at the top of a page is no header: its number does
    /// not go with the page.
    /// </summary>
    public static IEnumerable<string> RunningKeys(string line, int page)
    {
        if (line.Length > LongestRunning)
            return [];
        var words = Numbers().Replace(line.Trim().ToLowerInvariant(), "#");
        var numbers = Arabic().Matches(line);
        return numbers.Count == 0
            ? [words]
            : numbers
                .Select(number => $"{words}|{int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) - page}")
                .Distinct();
    }

    /// <summary>An entry of a table of contents: dot leaders, or a tab and a page number.</summary>
    public static bool IsContentsEntry(string line) =>
        Leaders().IsMatch(line) || TabbedPage().IsMatch(line) || ListedSection().IsMatch(line);

    /// <summary>An entry of an index at a book's end: "word, 12, 14".</summary>
    public static bool IsIndexEntry(string line) => IndexEntry().IsMatch(line);

    /// <summary>A line of marks under a title, as in reStructuredText and Markdown.</summary>
    public static bool IsUnderline(string line) => Underline().IsMatch(line);

    /// <summary>A list item.</summary>
    public static bool IsListItem(string line) => ListItem().IsMatch(line);

    /// <summary>The title over a table of contents.</summary>
    public static bool IsContentsTitle(string line) => ContentsTitle().IsMatch(line);

    [GeneratedRegex(@"[0-9]+|(?<=\s)[ivxlc]+$")]
    private static partial Regex Numbers();

    [GeneratedRegex("(?<![0-9])[0-9]{1,6}(?![0-9])")]
    private static partial Regex Arabic();

    [GeneratedRegex(@"(?:\.[ .]*){5,}|…{2,}|·{4,}|_{6,}\s*\d+$")]
    private static partial Regex Leaders();

    [GeneratedRegex(@"\S\t\s*(?:\d{1,4}|[ivxlc]{1,6})$")]
    private static partial Regex TabbedPage();

    [GeneratedRegex(@"^[*•–-]\s+(?:\d+\.)+(?:\d+\.?)?\s+\S")]
    private static partial Regex ListedSection();

    [GeneratedRegex(@"^\S.{1,60},\s*\d{1,4}(?:\s*[,–-]\s*\d{1,4})*$")]
    private static partial Regex IndexEntry();

    [GeneratedRegex(@"^([*=~^#+""-])\1{2,}$")]
    private static partial Regex Underline();

    [GeneratedRegex(@"^(?:[•*·◦▪■●○–—-]\s|\(?\d{1,2}[.)、]\s*|[a-z][.)]\s|[（(][一二三四五六七八九十\d]{1,3}[）)])")]
    private static partial Regex ListItem();

    [GeneratedRegex(@"^(?:table\s+of\s+)?contents$|^目\s*[录錄次]$", RegexOptions.IgnoreCase)]
    private static partial Regex ContentsTitle();
}
