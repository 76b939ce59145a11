namespace DocumentEngine.Docx;

/// <summary>Where the walk is in tables: a row becomes a line, its cells are parted by tabs, a cell's paragraphs by blanks.</summary>
internal sealed class WordCells
{
    // For each open table: whether the row has a cell already, and the cell a paragraph.
    private readonly Stack<(bool HasCell, bool HasParagraph, bool IsInCell)> _tables = [];

    public bool IsInside => _tables.TryPeek(out var table) && table.IsInCell;

    /// <summary>An element of a table begins; what to write.</summary>
    public string Start(string element)
    {
        if (element == "tbl")
        {
            _tables.Push(default);
            return _tables.Count == 1 ? "" : "\n";
        }

        if (!_tables.TryPop(out var table))
            return "";
        if (element == "tr")
            table = default;
        var isNext = element == "tc" && table.HasCell;
        _tables.Push(element == "tc" ? (true, false, true) : table);
        return isNext ? "\t" : "";
    }

    /// <summary>An element of a table ends; what to write.</summary>
    public string End(string element)
    {
        if (!_tables.TryPop(out var table))
            return "";
        if (element != "tbl")
            _tables.Push(table with { IsInCell = table.IsInCell && element == "tr" });
        return element is "tr" or "tbl" ? "\n" : "";
    }

    /// <summary>A paragraph of the cell, as it is to be written.</summary>
    public string Paragraph(string words)
    {
        var table = _tables.Pop();
        _tables.Push(table with { HasParagraph = table.HasParagraph || words.Length > 0 });
        return table.HasParagraph && words.Length > 0 ? " " + words : words;
    }
}
