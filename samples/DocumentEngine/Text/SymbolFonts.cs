using System.Collections.Frozen;
using System.Globalization;

namespace DocumentEngine.Text;

/// <summary>The characters of fonts that have signs in the place of letters (Symbol, Wingdings), as Unicode.</summary>
internal static class SymbolFonts
{
    private const int PrivateUse = 0xF000;

    // Adobe's Symbol encoding from 0x20 on; a blank for what Unicode does not have.
    private const string Symbol =
        " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";

    private const string SymbolHigh =
        "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";

    private static readonly FrozenDictionary<int, string> Wingdings = new Dictionary<int, string>
    {
        [0x28] = "☎",
        [0x2A] = "✉",
        [0x45] = "☜",
        [0x46] = "☞",
        [0x4A] = "☺",
        [0x4C] = "☹",
        [0x6C] = "●",
        [0x6D] = "❍",
        [0x6E] = "■",
        [0x6F] = "□",
        [0x71] = "❑",
        [0x72] = "❒",
        [0x73] = "⬧",
        [0x75] = "◆",
        [0x76] = "❖",
        [0x77] = "⬥",
        [0x9E] = "·",
        [0x9F] = "•",
        [0xA1] = "○",
        [0xA7] = "▪",
        [0xA8] = "◻",
        [0xAB] = "★",
        [0xD8] = "➢",
        [0xDF] = "←",
        [0xE0] = "→",
        [0xE1] = "↑",
        [0xE2] = "↓",
        [0xE7] = "⇦",
        [0xE8] = "➔",
        [0xEF] = "⇦",
        [0xF0] = "⇨",
        [0xFB] = "✗",
        [0xFC] = "✓",
        [0xFD] = "☒",
        [0xFE] = "☑",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<int, string> Wingdings2 = new Dictionary<int, string>
    {
        [0x4F] = "✗", [0x50] = "✓", [0x51] = "☒", [0x52] = "☑", [0x53] = "☒", [0xA3] = "□", [0x97] = "●", [0xA2] = "■",
    }.ToFrozenDictionary();

    /// <summary>The character; U+FFFD where it is not known.</summary>
    /// <param name="font">The font's name.</param>
    /// <param name="hex">The character's number as the document writes it.</param>
    public static string Read(string? font, string? hex)
    {
        if (
            !int.TryParse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
            || number is <= 0 or > 0xFFFF)
            return "\uFFFD";
        var place = number >= PrivateUse && number <= PrivateUse + 0xFF ? number - PrivateUse : number;
        var known = font switch
        {
            _ when font is null || font.StartsWith("Symbol", StringComparison.OrdinalIgnoreCase) => OfSymbol(place),
            "Wingdings 2" => Wingdings2.GetValueOrDefault(place),
            _ when font.StartsWith("Wingdings", StringComparison.OrdinalIgnoreCase) => Wingdings.GetValueOrDefault(
                place),
            _ => null,
        };
        if (known is not null)
            return known;
        return number is >= 0xE000 and <= 0xF8FF or >= 0xD800 and <= 0xDFFF ? "\uFFFD" : ((char)number).ToString();
    }

    private static string? OfSymbol(int place) => place switch
    {
        >= 0x20 and < 0x7F when place - 0x20 < Symbol.Length => Symbol[place - 0x20].ToString(),
        >= 0xA0 when place - 0xA0 < SymbolHigh.Length => SymbolHigh[place - 0xA0].ToString(),
        _ => null,
    };
}
