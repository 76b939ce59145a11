using DocumentEngine.Text;

namespace DocumentEngine.Pdf;

/// <summary>Glyphs that follow each other on one line without a wide gap: a word, or a line of a column.</summary>
internal sealed class PdfPiece(PdfGlyph first)
{
    private const double SameLine = 0.55;
    private const double WideGap = 1.2;
    private const double SameColumn = 0.35;

    public List<PdfGlyph> Glyphs { get; } = [first];

    /// <summary>The last that is no blank.</summary>
    public PdfGlyph Last { get; private set; } = first;

    public double Left { get; private set; } = first.Left;

    public double Right { get; private set; } = first.Right;

    public double Baseline => Glyphs[0].Baseline;

    public double Size => Glyphs[0].Size;

    public bool IsRightToLeft { get; private set; } = BidiOrder.HasRightToLeft(first.Value);

    /// <summary>True for glyphs that stand one below the other.</summary>
    public bool IsVertical { get; private set; } = first.IsSideways;

    /// <summary>Letters that are no blanks.</summary>
    public int Letters => Glyphs.Count(static glyph => !glyph.IsBlank);

    /// <summary>
    /// Whether the glyph goes on in this piece: near the same baseline (superscripts too), to the right and not far.
    /// </summary>
    public bool GoesOnWith(PdfGlyph glyph)
    {
        if (glyph.IsSideways || Last.IsSideways)
            return glyph.IsSideways && Last.IsSideways && IsBelow(glyph);
        var size = Math.Max(glyph.Size, Size);
        if (Math.Abs(glyph.Baseline - Last.Baseline) > SameLine * size)
            return false;
        if (glyph.Left >= Last.Right - size && glyph.Left <= Last.Right + (WideGap * size))
            return true;
        // Some programs write Hebrew and Arabic from the right, letter by letter.
        return (IsRightToLeft || BidiOrder.HasRightToLeft(glyph.Value))
            && glyph.Right <= Last.Left + size
            && glyph.Right >= Last.Left - (WideGap * size);
    }

    /// <summary>
    /// Whether the other piece stands on the same line, further right (anywhere, where the line runs to the left).
    /// </summary>
    public bool IsOnLineWith(PdfPiece next)
    {
        var size = Math.Max(Size, next.Size);
        return !IsVertical && !next.IsVertical && Math.Abs(next.Baseline - Last.Baseline) <= SameLine * size
            && (next.Left >= Right - size || ((IsRightToLeft || next.IsRightToLeft) && next.Right <= Left + size));
    }

    public void Add(PdfGlyph glyph)
    {
        Glyphs.Add(glyph);
        if (glyph.IsBlank)
            return;
        (Left, Right, Last) = (Math.Min(Left, glyph.Left), Math.Max(Right, glyph.Right), glyph);
        IsRightToLeft |= BidiOrder.HasRightToLeft(glyph.Value);
    }

    /// <summary>Whether the other is the next sign, or word on its side, below in vertical writing.</summary>
    public bool GoesDownWith(PdfPiece next)
    {
        if (!(IsVertical || Letters == 1) || !(next.IsVertical || next.Letters == 1))
            return false;
        return CanStandBelow(Last) && CanStandBelow(next.Glyphs[0]) && IsBelow(next.Glyphs[0]);
    }

    public void AddBelow(PdfPiece next)
    {
        IsVertical = true;
        foreach (var glyph in next.Glyphs.Where(static glyph => glyph.IsSideways || !glyph.IsBlank))
            Add(glyph);
    }

    private bool IsBelow(PdfGlyph next)
    {
        if (Math.Abs(next.Centre - Glyphs[0].Centre) >= SameColumn * Last.Size)
            return false;
        if (Last.IsSideways || next.IsSideways)
            return Math.Abs(Last.Bottom - next.Top) < WideGap * Last.Size;
        return (Last.Baseline - next.Baseline) / Last.Size is > 0.6 and < 2.2;
    }

    private static bool CanStandBelow(PdfGlyph glyph) => glyph.IsSideways || PdfGlyph.CanStandBelow(glyph.Value);
}
