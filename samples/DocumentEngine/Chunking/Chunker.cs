using DocumentEngine.Documents;
using DocumentEngine.Text;

namespace DocumentEngine.Chunking;

/// <summary>
/// Cuts pages into chunks. Promises: the same pages give the same chunks; pages are independent of each other, so the
/// work can go on from any page; <c>chunk.Text == page.Text.Substring(chunk.Offset, chunk.Text.Length)</c>. Chunks do
/// not overlap, but where a long run without any border had to be cut: there 16 characters are in both, so that no word
/// is lost to search.
/// </summary>
public static class Chunker
{
    private const int Least = 400;
    private const int Target = 900;

    /// <summary>What is left at a page's end goes into one chunk up to this length.</summary>
    private const int Most = 1_000;

    private const int Overlap = 16;

    /// <summary>Cuts the pages in order, lazily.</summary>
    /// <param name="pages">The pages.</param>
    /// <param name="firstOrdinal">The first chunk's number: 0, or the count of chunks already stored when going
    /// on.</param>
    /// <param name="sections">Finds each chunk's section; without it, chunks have no section.</param>
    public static IEnumerable<Chunk> Split(
        IEnumerable<ParsedPage> pages, int firstOrdinal = 0, SectionIndex? sections = null)
    {
        ArgumentNullException.ThrowIfNull(pages);
        ArgumentOutOfRangeException.ThrowIfNegative(firstOrdinal);
        return SplitAll(pages, firstOrdinal, sections);
    }

    private static IEnumerable<Chunk> SplitAll(IEnumerable<ParsedPage> pages, int ordinal, SectionIndex? sections)
    {
        foreach (var page in pages)
        {
            var headings = sections?.On(page);
            foreach (var (start, end) in Pieces(page.Text))
                yield return new(ordinal++, page.Number, start, page.Text[start..end])
                {
                    Section = headings?.At(start),
                };
        }
    }

    private static IEnumerable<(int Start, int End)> Pieces(string text)
    {
        for (var start = SkipBlanks(text, 0); start < text.Length;)
        {
            var end =
                text.Length - start <= Most
                    ? text.Length
                    : SentenceBorders.LastBefore(text, start + Least, start + Target);
            yield return (start, TrimEnd(text, start, end));
            start = SkipBlanks(text, end < text.Length && CutsWord(text, end) ? OverlapStart(text, end) : end);
        }
    }

    private static bool CutsWord(string text, int end)
    {
        var left = text[end - 1] == '\n' && end > 1 ? end - 2 : end - 1;
        var right = text[end] == '\n' && end + 1 < text.Length ? end + 1 : end;
        var whole = left == end - 1 && right == end;
        return whole ? IsLetter(text[left]) && IsLetter(text[right]) : IsCjk(text[left]) && IsCjk(text[right]);
    }

    private static int OverlapStart(string text, int end) =>
        char.IsLowSurrogate(text[end - Overlap]) ? end - Overlap - 1 : end - Overlap;

    private static bool IsLetter(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c);

    private static bool IsCjk(char c) => CjkScript.Contains(c) || char.IsSurrogate(c);

    private static int SkipBlanks(string text, int from)
    {
        while (from < text.Length && char.IsWhiteSpace(text[from]))
            from++;
        return from;
    }

    private static int TrimEnd(string text, int start, int end)
    {
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        return end;
    }
}
