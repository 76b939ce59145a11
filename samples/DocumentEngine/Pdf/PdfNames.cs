using DocumentEngine.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.PdfFonts;

namespace DocumentEngine.Pdf;

/// <summary>
/// The characters of one page's letters. Where a font does not name a character, its code has no meaning in a font of
/// many signs (it is the number of a drawing), and is most likely the character itself in a font of 256.
/// </summary>
/// <param name="unnamed">The characters that the page's fonts do not name, according to PdfPig's log.</param>
internal sealed class PdfNames(IReadOnlySet<(string Font, char Code)> unnamed)
{
    private readonly Dictionary<string, bool> _wide = new(StringComparer.Ordinal);

    /// <summary>Whether some characters are taken as they are written.</summary>
    public bool IsGuessed { get; private set; }

    /// <summary>The letter's characters; U+FFFD for a gap that can be seen, null for one that cannot.</summary>
    public string? Of(Letter letter)
    {
        if (letter.Value is null or "" or "\0")
            return IsSeen(letter) ? "\uFFFD" : null;
        if (unnamed.Count > 0 && letter.Value.Length == 1 && unnamed.Contains((NameOf(letter), letter.Value[0])))
        {
            if (letter.Value[0] is not (>= ' ' and <= '~') || IsWide(letter))
                return "\uFFFD";
            IsGuessed = true;
        }

        return letter.Value is [>= '\uF000' and <= '\uF0FF'] ? Symbol(letter) : letter.Value;
    }

    private static bool IsSeen(Letter letter)
    {
        var (start, end) = (letter.StartBaseLine, letter.EndBaseLine);
        return Math.Abs(end.X - start.X) + Math.Abs(end.Y - start.Y) > 0.01;
    }

    // Of two bytes a character.
    private bool IsWide(Letter letter)
    {
        var name = NameOf(letter);
        if (!_wide.TryGetValue(name, out var isWide))
            _wide[name] = isWide = letter.GetFont() is { } font && CodeLength(font) > 1;
        return isWide;
    }

    // As the log writes it.
    private static string NameOf(Letter letter) => letter.GetFont()?.Name?.Data ?? letter.FontName ?? "";

    private static int CodeLength(IFont font)
    {
        using var bytes = new MemoryInputBytes(new byte[] { 0, (byte)'A', 0, (byte)'A' });
        bytes.MoveNext();
        _ = font.ReadCharacterCode(bytes, out var length);
        return length;
    }

    private static string Symbol(Letter letter)
    {
        var name = letter.FontName ?? "";
        if (Is(name, "OpenSymbol"))
            return "•";
        // Fonts of letters have their ligatures here.
        if (letter.Value[0] is '\uF001' or '\uF002' && !Is(name, "Symbol") && !Is(name, "dings"))
            return letter.Value[0] == '\uF001' ? "fi" : "fl";
        var hex = ((int)letter.Value[0]).ToString("X", System.Globalization.CultureInfo.InvariantCulture);
        return SymbolFonts.Read(Is(name, "Wingdings") ? "Wingdings" : "Symbol", hex);
    }

    private static bool Is(string name, string font) => name.Contains(font, StringComparison.OrdinalIgnoreCase);
}
