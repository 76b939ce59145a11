using DocumentEngine.Text;

namespace DocumentEngine.Pdf;

/// <summary>
/// A letter in the frame of its own line: the line runs to the right, whatever way it is turned on the page.
/// </summary>
/// <param name="Value">Its characters; blanks for a blank, U+FFFD where the font does not define the character.</param>
/// <param name="Left">Where it begins along the line.</param>
/// <param name="Right">Where it ends.</param>
/// <param name="Baseline">How high its line is.</param>
/// <param name="Size">Its size; everything is measured in it.</param>
internal readonly record struct PdfGlyph(string Value, double Left, double Right, double Baseline, double Size)
{
    /// <summary>How much of a sign stands above its baseline, in its size.</summary>
    public const double Ascent = 0.88;

    /// <summary>How much of it hangs below.</summary>
    public const double Descent = 0.12;

    /// <summary>How long it is, where it lies on its side in a column of vertical writing.</summary>
    public double? Length { get; init; }

    public bool IsSideways => Length is not null;

    public double Top => Baseline + (Length ?? Ascent * Size);

    public double Bottom => IsSideways ? Baseline : Baseline - (Descent * Size);

    public bool IsBlank => string.IsNullOrWhiteSpace(Value);

    public double Centre => (Left + Right) / 2;

    /// <summary>Whether it is a sign of vertical writing, one below the other.</summary>
    public static bool CanStandBelow(string value) =>
        CjkScript.Count(value) > 0
        || value
            is [>= '\u3000' and <= '\u303F']
                or [>= '\uFE10' and <= '\uFE4F']
                or [>= '\uFF00' and <= '\uFF60']
                or [>= '\u2E80' and <= '\u2FDF'];
}
