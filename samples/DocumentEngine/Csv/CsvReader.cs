using DocumentEngine.Blocks;
using DocumentEngine.Documents;

namespace DocumentEngine.Csv;

/// <summary>A table of separated values: a record a line, fields parted by tabs.</summary>
internal static class CsvReader
{
    private const string SeparatorLine = "sep=";

    public static IParsedDocument Read(string text, char separator, IReadOnlyList<DocumentWarning> warnings)
    {
        var lines = new MarkedText();
        foreach (var record in CsvRecords.Of(text, separator))
        {
            if (lines.Length == 0 && record[0].StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase))
                continue;
            lines.Append(string.Join('\t', record.Select(OneLine)) + "\n");
        }

        return new TextBlocks(DocumentKind.Csv, lines, title: null, warnings);
    }

    private static string OneLine(string field) => field.AsSpan().IndexOfAny('\n', '\r', '\t') < 0 && !field.Contains('\f')
        ? field : field.Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' ').Replace('\f', ' ');
}
