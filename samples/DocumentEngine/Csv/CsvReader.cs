using DocumentEngine.Blocks;
using DocumentEngine.Documents;

namespace DocumentEngine.Csv;

/// <summary>A table of separated values: a record a line, fields parted by tabs.</summary>
internal static class CsvReader
{
    public static IParsedDocument Read(string text, char separator, IReadOnlyList<DocumentWarning> warnings)
    {
        var lines = new MarkedText();
        var table = CsvSeparatorLine.In(text) is var (_, length) ? text[length..] : text;
        foreach (var record in CsvRecords.Of(table, separator))
            lines.Append(string.Join('\t', record.Select(OneLine)) + "\n");

        return new TextBlocks(DocumentKind.Csv, lines, title: null, warnings);
    }

    private static string OneLine(string field) =>
        field.AsSpan().IndexOfAny('\n', '\r', '\t') < 0 && !field.Contains('\f')
            ? field
            : field.Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' ').Replace('\f', ' ');
}
