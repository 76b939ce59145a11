namespace DocumentEngine.Xlsx;

/// <summary>A piece of a number format's code.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Text">Its characters; those of a date or of an elapsed time are small letters.</param>
internal readonly record struct FormatToken(FormatTokenKind Kind, string Text)
{
    /// <summary>Whether it is a part of a date or time that begins with the letter.</summary>
    public bool IsTime(char letter) => Kind is FormatTokenKind.Date or FormatTokenKind.Elapsed && Text[0] == letter;
}
