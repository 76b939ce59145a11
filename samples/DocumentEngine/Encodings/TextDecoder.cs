using System.Text;

namespace DocumentEngine.Encodings;

/// <summary>
/// Turns bytes into text. Promises: a byte order mark or a declaration comes first, then Unicode by its form, then
/// other encodings by evidence. Where the evidence is not sufficient, nothing is guessed, since a wrong guess
/// "completes" as nonsense. A few damaged bytes lose only themselves. Linear in the bytes.
/// </summary>
internal static class TextDecoder
{
    /// <summary>Damaged characters that a text may have, one in so many.</summary>
    private const int CharactersAnError = 50;

    /// <summary>Characters of UTF-8 that are no chance.</summary>
    private const int LeastOfUtf8 = 3;

    static TextDecoder() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads the bytes.</summary>
    /// <param name="bytes">The bytes of a text, or the first of them.</param>
    public static TextReading Decode(ReadOnlySpan<byte> bytes)
    {
        if (ByteOrderMark(bytes) is var (marked, length))
            return Checked(marked, bytes[length..]) ?? TextReading.Binary;
        if (WideText.EncodingOf(bytes) is { } wide)
            return Checked(wide, bytes) ?? TextReading.Binary;
        var declared = DeclaredEncoding.Of(bytes);
        if (SevenBitText.Read(bytes) is { } escaped)
            return escaped with { IsGuessed = declared is null || declared.WebName != escaped.Encoding };
        if (declared is not null && Checked(declared, bytes) is { } asDeclared && !IsUtf8(declared, bytes))
            return EncodingEvidence.Against(declared, bytes) ?? asDeclared;
        if (Utf8(bytes) is { } utf8)
            return utf8;
        var read = EncodingEvidence.LooksBinary(bytes) ? TextReading.Binary : EncodingEvidence.Read(bytes);
        var isStrange = read.Encoding is { } name
            ? Encoding.GetEncoding(name).IsSingleByte
            : read.Candidates is null;
        return isStrange && WideText.MayBe(bytes)
            ? new TextReading(null, null) { Candidates = ["UTF-16LE", "UTF-16BE"] }
            : read;
    }

    /// <summary>
    /// The text with replacements for what is damaged; null where too much of it is, or where it is full of control
    /// characters.
    /// </summary>
    internal static TextReading? Checked(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        var text = WithReplacements(encoding).GetString(bytes);
        var damaged = DamagedIn(text) - GenuineReplacements(encoding, bytes);
        return
            damaged * (long)CharactersAnError
                <= NonAscii(text) + (text.Length / CharactersAnError) + (damaged == 1 ? CharactersAnError : 0)
            && ControlCharacters.Clean(text) is { } clean
            ? new(clean, encoding.WebName) { Damaged = Math.Max(0, damaged) }
            : null;
    }

    /// <summary>The encoding, giving U+FFFD for what is no character of it.</summary>
    internal static Encoding WithReplacements(Encoding encoding) =>
        Encoding.GetEncoding(
            encoding.CodePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));

    // Strictly UTF-8, or nearly: text in another encoding hardly ever has two bytes that pass for a character of UTF-8.
    private static TextReading? Utf8(ReadOnlySpan<byte> bytes)
    {
        var (characters, errors) = Utf8Form.Count(bytes);
        return errors == 0 || characters >= 10L * errors ? Checked(new UTF8Encoding(false), bytes) : null;
    }

    // A page that declares an old encoding but is saved as UTF-8 is common; the form of UTF-8 is strong evidence. One
    // character of it is enough in the place of Western letters; two of an Asian encoding may have its form by chance.
    private static bool IsUtf8(Encoding declared, ReadOnlySpan<byte> bytes)
    {
        if (declared.CodePage == Encoding.UTF8.CodePage)
            return false;
        var (characters, errors) = Utf8Form.Count(bytes);
        return errors == 0 && characters >= (declared.IsSingleByte ? 1 : LeastOfUtf8);
    }

    private static (Encoding Encoding, int Length)? ByteOrderMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (new UTF8Encoding(false), 3),
        [0xFF, 0xFE, 0, 0, ..] => (new UTF32Encoding(false, false), 4),
        [0, 0, 0xFE, 0xFF, ..] => (new UTF32Encoding(true, false), 4),
        [0xFF, 0xFE, ..] => (new UnicodeEncoding(false, false), 2),
        [0xFE, 0xFF, ..] => (new UnicodeEncoding(true, false), 2),
        _ => null,
    };

    private static int DamagedIn(string text)
    {
        var runs = 0;
        for (var i = 0; i < text.Length; i++)
            runs += text[i] == '\uFFFD' && (i == 0 || text[i - 1] != '\uFFFD') ? 1 : 0;
        return runs;
    }

    // A text may hold the character U+FFFD itself: nothing is damaged there.
    private static int GenuineReplacements(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        var own = new UTF8Encoding(false).CodePage == encoding.CodePage ? "\uFFFD"u8 : default;
        if (own.IsEmpty)
            return 0;
        int runs = 0, last = -1;
        for (var at = 0; bytes[at..].IndexOf(own) is var next and >= 0; at += next + own.Length)
        {
            runs += last == at + next ? 0 : 1;
            last = at + next + own.Length;
        }

        return runs;
    }

    private static int NonAscii(string text)
    {
        var count = 0;
        foreach (var c in text)
            count += c > '\u007F' ? 1 : 0;
        return count;
    }
}
