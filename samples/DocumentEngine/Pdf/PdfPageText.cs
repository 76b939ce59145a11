using System.Text;
using UglyToad.PdfPig.Content;

namespace DocumentEngine.Pdf;

/// <summary>
/// The text of a PDF page: the lines in the order of its content, columns one after the other, paragraphs parted by an
/// empty line; lines that run another way than most come after them.
/// </summary>
internal static class PdfPageText
{
    public static string Of(Page page, PdfNames names) =>
        string.Join("\n\n", PdfFrames.Of(page.Letters, names).Select(static glyphs => Joined(Lines(glyphs))));

    private static List<PdfLine> Lines(List<PdfGlyph> glyphs) =>
        PdfColumns.InReadingOrder(Rows(Down(Pieces(glyphs)))).ConvertAll(static row => new PdfLine(row));

    private static List<PdfPiece> Pieces(List<PdfGlyph> glyphs)
    {
        var pieces = new List<PdfPiece>();
        foreach (var glyph in glyphs)
        {
            if (pieces.Count > 0 && (glyph.IsBlank || pieces[^1].GoesOnWith(glyph)))
                pieces[^1].Add(glyph);
            else if (!glyph.IsBlank)
                pieces.Add(new(glyph));
        }

        return pieces;
    }

    /// <summary>Signs that stand one below the other become one piece: vertical writing.</summary>
    private static List<PdfPiece> Down(List<PdfPiece> pieces)
    {
        var joined = new List<PdfPiece>(pieces.Count);
        foreach (var piece in pieces)
        {
            if (joined.Count > 0 && joined[^1].GoesDownWith(piece))
                joined[^1].AddBelow(piece);
            else
                joined.Add(piece);
        }

        return joined;
    }

    private static List<List<PdfPiece>> Rows(List<PdfPiece> pieces)
    {
        var rows = new List<List<PdfPiece>>();
        foreach (var piece in pieces)
        {
            if (rows.Count > 0 && rows[^1][^1].IsOnLineWith(piece))
                rows[^1].Add(piece);
            else
                rows.Add([piece]);
        }

        return rows;
    }

    private static string Joined(List<PdfLine> lines)
    {
        var text = new StringBuilder();
        var usual = UsualStep(lines);
        for (var i = 0; i < lines.Count; i++)
        {
            if (i > 0)
                text.Append(IsNewParagraph(lines[i - 1], lines[i], usual) ? "\n\n" : "\n");
            text.Append(lines[i].Text());
        }

        return text.ToString();
    }

    // Downwards by more than the page's usual step, in another size of letters, or indented as the first line of a
    // paragraph is.
    private static bool IsNewParagraph(PdfLine above, PdfLine line, double usual)
    {
        var step = (above.Baseline - line.Baseline) / above.Size;
        var resized = Math.Max(above.Size, line.Size) / Math.Min(above.Size, line.Size);
        return step > usual * 1.25
            || (step > 0.5 && resized > 1.15)
            || (step > 0.5 && line.Left - above.Left is > 15 and < 40);
    }

    // The lower third: paragraph gaps and tables must not pass for the step between the lines of a paragraph.
    private static double UsualStep(List<PdfLine> lines)
    {
        var steps = new List<double>();
        for (var i = 1; i < lines.Count; i++)
        {
            var step = (lines[i - 1].Baseline - lines[i].Baseline) / lines[i - 1].Size;
            if (step is > 0.8 and < 3)
                steps.Add(step);
        }

        steps.Sort();
        return steps.Count == 0 ? 1.3 : Math.Max(1.05, steps[steps.Count / 3]);
    }
}
