namespace DocumentEngine.Pdf;

/// <summary>A letter in the frame of its own line: the line runs to the right, whatever way it is turned on the page.</summary>
/// <param name="Value">Its characters; blanks for a blank, U+FFFD where the font does not say what it is.</param>
/// <param name="Left">Where it begins along the line.</param>
/// <param name="Right">Where it ends.</param>
/// <param name="Baseline">How high its line is.</param>
/// <param name="Size">Its size; everything is measured in it.</param>
internal readonly record struct PdfGlyph(string Value, double Left, double Right, double Baseline, double Size)
{
    public bool IsBlank => string.IsNullOrWhiteSpace(Value);

    public double Centre => (Left + Right) / 2;
}
