using System.Globalization;
using System.Xml;
using DocumentEngine.Office;

namespace DocumentEngine.Docx;

/// <summary>
/// Where the pages of a Word document begin: where Word has noted it as it showed the page, and where the writer broke
/// it. Its numbers are Word's only where Word has noted any, and counted as many in the document's properties.
/// </summary>
internal sealed class WordBreaks
{
    private const int Unknown = -1;

    private int _noted;
    private int _pages = 1;
    private bool _isByHand;

    /// <summary>The writer begins another page.</summary>
    public void ByHand() => (_pages, _isByHand) = (_pages + 1, true);

    /// <summary>There is text since the last break.</summary>
    public void Text() => _isByHand = false;

    /// <summary>Word has noted a page's beginning; whether it is another than those that are known.</summary>
    /// <param name="cells">Where the note stands in tables: each cell of a row that goes on over a page has
    /// one.</param>
    public bool Noted(WordCells cells)
    {
        _noted++;
        if (_isByHand)
        {
            _isByHand = false;
            return false;
        }

        if (!cells.BreaksPage())
            return false;
        _pages++;
        return true;
    }

    /// <summary>Whether the breaks are those of Word's pages.</summary>
    public bool AreThoseOfWord(OfficePackage package) =>
        _noted > 0 && (StatedPages(package) is not { } stated || stated == _pages);

    /// <summary>Word's count; null where it gives none, and another than any where it cannot be read.</summary>
    private static int? StatedPages(OfficePackage package)
    {
        int? stated = null;
        foreach (var part in package.Related("", "extended-properties"))
        {
            if (!package.ReadOptional(part, xml => stated = CountIn(xml)))
                return Unknown;
        }

        return stated;
    }

    private static int? CountIn(XmlReader xml)
    {
        while (xml.Read())
        {
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "Pages" })
                continue;
            var text = xml.ReadElementContentAsString();
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pages) ? pages : null;
        }

        return null;
    }
}
