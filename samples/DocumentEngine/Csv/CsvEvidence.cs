using DocumentEngine.Documents;

namespace DocumentEngine.Csv;

/// <summary>
/// Distinguishes a table from prose: in a table, one separator gives nearly every record the same number of fields.
/// </summary>
internal static class CsvEvidence
{
    private const int Looked = 32 * 1024;
    private const int LeastRecords = 3;
    private const int LongestField = 60;
    private static readonly char[] Separators = ['\t', ';', ',', '|'];

    /// <summary>The separator of the table's fields; null where the text is no table.</summary>
    public static char? SeparatorOf(string text)
    {
        if (CsvSeparatorLine.In(text) is var (named, _))
            return named;
        var head = text.Length > Looked ? text[..Looked] : text;
        foreach (var separator in Separators)
        {
            if (IsTable(head, separator, isCut: head.Length < text.Length))
                return separator;
        }

        return null;
    }

    private static bool IsTable(string head, char separator, bool isCut)
    {
        var records = CsvRecords.Of(head, separator).Where(static record => record is not [""]).ToList();
        if (isCut && records.Count > 1)
            records.RemoveAt(records.Count - 1);
        if (records.Count < LeastRecords || records[0].Count < 2)
            return false;
        var usual = records.CountBy(static record => record.Count).MaxBy(static count => count.Value);
        var length = records.Average(static record => record.Average(static field => field.Length));
        var sentences = records.Count(static record =>
            record[^1].AsSpan().TrimEnd() is [.., '.' or '。' or '!' or '?' or ':']
            && record[^1].Contains(' ', StringComparison.Ordinal));
        return usual.Key >= 2
            && usual.Value * 10 >= records.Count * 9
            && length <= LongestField
            && sentences * 3 <= records.Count
            && (separator != ',' || usual.Key > 2 || records.Count > LeastRecords);
    }
}
