using System.Globalization;
using System.Text;

namespace Dpa.Realtime.Diagnostics;

/// <summary>
/// Text for a log that may come from others. It cannot forge a line, move a terminal's cursor or reverse the line's
/// direction (CWE-117): every invisible character (control characters such as CR, LF and ESC, format characters such
/// as U+202E, line separators) is written as its code. Formatted only where the line is written.
/// </summary>
internal readonly struct SafeText(string? text)
{
    public const int MaxLength = 256;

    public static implicit operator SafeText(string? text) => new(text);

    public override string ToString()
    {
        if (text is null) return "";
        var shown = text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "…");
        return shown.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 ? shown : Escape(shown);
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes()) // half a surrogate pair comes as U+FFFD
        {
            if (IsVisible(rune)) escaped.Append(rune.ToString());
            else escaped.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
        }

        return escaped.ToString();
    }

    private static bool IsVisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator);
}
