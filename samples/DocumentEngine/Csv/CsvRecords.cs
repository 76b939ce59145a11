using System.Text;
using DocumentEngine.Documents;

namespace DocumentEngine.Csv;

/// <summary>
/// Reads records as RFC 4180 has them: a quoted field may hold separators, line ends and doubled quotes. Any text is
/// some table: a quote that nothing ends is a character like others.
/// </summary>
internal static class CsvRecords
{
    /// <summary>The records, lazily; an empty line is a record of one empty field.</summary>
    /// <exception cref="DocumentException">A record is longer than a page may be: <c>too_large</c>.</exception>
    public static IEnumerable<List<string>> Of(string text, char separator)
    {
        var quotes = new CsvQuotes(text, separator);
        var record = new List<string>();
        for (int at = 0, start = 0; at < text.Length;)
        {
            var (field, end) =
                text[at] == '"' && quotes.IsEnded(at) ? Quoted(text, separator, at) : Bare(text, separator, at);
            record.Add(field);
            if (end - start > DocumentLimits.MaxPageCharacters)
                throw DocumentErrors.TooMuchText();
            at = end + 1;
            if (end < text.Length && text[end] == separator)
            {
                if (at == text.Length)
                    record.Add("");
                else
                    continue;
            }

            yield return record;
            if (end + 1 < text.Length && text[end] == '\r' && text[end + 1] == '\n')
                at++;
            (record, start) = ([], at);
        }
    }

    private static (string Field, int End) Bare(string text, char separator, int at)
    {
        var length = text.AsSpan(at).IndexOfAny(separator, '\n', '\r');
        var end = length < 0 ? text.Length : at + length;
        return (text[at..end], end);
    }

    // Up to the quote that ends it; a single one inside, before other letters, is kept as it is.
    private static (string Field, int End) Quoted(string text, char separator, int at)
    {
        var field = new StringBuilder();
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] != '"')
            {
                field.Append(text[i]);
                continue;
            }

            if (i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append(text[++i]);
                continue;
            }

            var end = i + 1;
            while (end < text.Length && text[end] == ' ')
                end++;
            if (end == text.Length || text[end] == separator || text[end] is '\n' or '\r')
                return (field.ToString(), end);
            field.Append('"');
        }

        return (field.ToString(), text.Length);
    }
}
