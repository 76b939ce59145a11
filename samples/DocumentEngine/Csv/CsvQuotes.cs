namespace DocumentEngine.Csv;

/// <summary>
/// Finds the quotes that begin a quoted field: those that a later quote ends, directly before a separator, the end of
/// the line or the end of the text. Without this check, a stray quote (for inches, or in a table without quoting) would
/// include everything up to the next one. Promises: linear in the text, however many quotes are checked, as long as
/// places are requested in order.
/// </summary>
internal sealed class CsvQuotes(string text, char separator)
{
    // The first place at or after the last one asked for where quotes, an odd number of them, end a field or begin one.
    private int _found = -1;
    private int _looked;

    /// <summary>Whether the quote at the beginning of a field is ended.</summary>
    /// <param name="at">Its place.</param>
    public bool IsEnded(int at)
    {
        // Those that follow it directly are its own: two of them are none, three begin with one that is doubled.
        var end = RunEnd(at);
        if ((end - at) % 2 == 0)
            return EndsField(end);
        Look(end);
        return _found < text.Length && EndsField(RunEnd(_found));
    }

    private void Look(int from)
    {
        if (_found >= from)
            return;
        for (var i = Math.Max(from, _looked); ;)
        {
            i = text.IndexOf('"', i);
            if (i < 0)
                i = text.Length;
            var end = RunEnd(i);
            _looked = end;
            if (i == text.Length || ((end - i) % 2 == 1 && (EndsField(end) || BeginsField(i))))
            {
                _found = i;
                return;
            }

            i = end;
        }
    }

    private int RunEnd(int at)
    {
        while (at < text.Length && text[at] == '"')
            at++;
        return at;
    }

    private bool EndsField(int after)
    {
        while (after < text.Length && text[after] == ' ')
            after++;
        return after == text.Length || text[after] == separator || text[after] is '\n' or '\r';
    }

    private bool BeginsField(int at) => at == 0 || text[at - 1] == separator || text[at - 1] is '\n' or '\r';
}
