using System.Text;

namespace DocumentEngine.Csv;

/// <summary>Reads records as RFC 4180 has them: a quoted field may hold separators, line ends and doubled quotes. Any text is some table.</summary>
internal static class CsvRecords
{
    /// <summary>The records, lazily; an empty line is a record of one empty field.</summary>
    public static IEnumerable<List<string>> Of(string text, char separator)
    {
        var record = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isQuoted)
            {
                if (c != '"')
                    field.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    field.Append(text[++i]);
                else
                    isQuoted = false;
            }
            else if (c == '"' && field.Length == 0)
            {
                isQuoted = true;
            }
            else if (c == separator)
            {
                EndField(record, field);
            }
            else if (c == '\n')
            {
                EndField(record, field);
                yield return record;
                record = [];
            }
            else if (c != '\r' || (i + 1 < text.Length && text[i + 1] != '\n'))
            {
                field.Append(c);
            }
        }

        if (field.Length > 0 || record.Count > 0)
        {
            EndField(record, field);
            yield return record;
        }
    }

    private static void EndField(List<string> record, StringBuilder field)
    {
        record.Add(field.ToString());
        field.Clear();
    }
}
