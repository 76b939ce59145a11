using System.Text;

namespace DocumentEngine.Encodings;

/// <summary>
/// Detects the encodings of old e-mail, which are seven bits wide and switch between alphabets: ISO-2022-JP, -KR and
/// -CN by escape sequences, HZ by <c>~{</c> and <c>~}</c>. All of their bytes are ASCII, so a text that is not
/// recognised here would be read as nonsense.
/// </summary>
internal static class SevenBitText
{
    private const int Chinese = 54936;

    /// <summary>ISO-2022-CN, which the framework does not read.</summary>
    private const int NotRead = 0;

    private static readonly (byte[] Mark, int CodePage)[] Escapes =
    [
        ([0x1B, (byte)'$', (byte)'B'], 50220),
        ([0x1B, (byte)'$', (byte)'@'], 50220),
        ([0x1B, (byte)'$', (byte)'(', (byte)'D'], 50220),
        ([0x1B, (byte)'$', (byte)')', (byte)'C'], 50225),
        ([0x1B, (byte)'$', (byte)')', (byte)'A'], NotRead),
        ([0x1B, (byte)'$', (byte)')', (byte)'G'], NotRead),
    ];

    private static ReadOnlySpan<byte> Escape => [0x1B, (byte)'$'];

    /// <summary>The text, or the question whether it is in that encoding; null where it is in none of them.</summary>
    public static TextReading? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF) >= 0)
            return null;
        if (bytes.IndexOf(Escape) >= 0)
        {
            foreach (var (mark, codePage) in Escapes)
            {
                if (bytes.IndexOf(mark) >= 0)
                    return codePage == NotRead
                        ? Question("iso-2022-cn")
                        : Escaped(Encoding.GetEncoding(codePage), bytes);
            }
        }

        var hasMarks = bytes.IndexOf("~{"u8) >= 0 && bytes.IndexOf("~}"u8) >= 0;
        return hasMarks ? Marked(Encoding.GetEncoding("hz-gb-2312"), bytes) : null;
    }

    private static TextReading Escaped(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        var text = TextDecoder.WithReplacements(encoding).GetString(bytes);
        var isWhole = !text.Contains('\uFFFD') && !text.Contains('\u001B') && text.Any(static c => c > '\u007F');
        return isWhole && TextDecoder.Checked(encoding, bytes) is { } reading
            ? reading with { IsGuessed = true }
            : Question(encoding.WebName);
    }

    private static TextReading Question(string encoding) => new(null, null) { Candidates = [encoding] };

    // Braces after tildes stand in programs too: there what lies between them is no Chinese.
    private static TextReading? Marked(Encoding encoding, ReadOnlySpan<byte> bytes) =>
        TextDecoder.Checked(encoding, bytes) is { Damaged: 0, Text: { } text } reading && AsianText.Fits(text, Chinese)
            ? reading with { IsGuessed = true }
            : null;
}
