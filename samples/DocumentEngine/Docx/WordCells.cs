namespace DocumentEngine.Docx;

/// <summary>
/// Where the walk is in tables: a row becomes a line, its cells are parted by tabs, a cell's paragraphs by blanks.
/// </summary>
internal sealed class WordCells
{
    private readonly Stack<Table> _tables = [];

    public bool IsInside => _tables.TryPeek(out var table) && table.IsInCell;

    /// <summary>An element of a table begins; what to write.</summary>
    public string Start(string element)
    {
        if (element == "tbl")
        {
            _tables.Push(new());
            return _tables.Count == 1 ? "" : "\n";
        }

        if (!_tables.TryPeek(out var table))
            return "";
        if (element == "tr")
            (table.HasCell, table.IsInCell, table.Breaks) = (false, false, 0);
        var isNext = element == "tc" && table.HasCell;
        if (element == "tc")
            (table.HasCell, table.HasParagraph, table.IsInCell, table.BreaksOfCell) = (true, false, true, 0);
        return isNext ? "\t" : "";
    }

    /// <summary>An element of a table ends; what to write.</summary>
    public string End(string element)
    {
        if (!_tables.TryPeek(out var table))
            return "";
        if (element == "tbl")
            _tables.Pop();
        else
            table.IsInCell &= element == "tr";
        return element is "tr" or "tbl" ? "\n" : "";
    }

    /// <summary>A paragraph of the cell, as it is to be written.</summary>
    public string Paragraph(string words)
    {
        var table = _tables.Peek();
        var isNext = table.HasParagraph && words.Length > 0;
        table.HasParagraph |= words.Length > 0;
        return isNext ? " " + words : words;
    }

    /// <summary>A page begins here. Returns whether no earlier cell of the row has reported this page break.</summary>
    public bool BreaksPage()
    {
        foreach (var table in _tables)
        {
            if (table.IsInCell && ++table.BreaksOfCell <= table.Breaks)
                return false;
            table.Breaks = Math.Max(table.Breaks, table.BreaksOfCell);
        }

        return true;
    }

    private sealed class Table
    {
        public bool HasCell { get; set; }

        public bool HasParagraph { get; set; }

        public bool IsInCell { get; set; }

        /// <summary>How many pages begin in the row.</summary>
        public int Breaks { get; set; }

        public int BreaksOfCell { get; set; }
    }
}
