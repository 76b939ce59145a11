using System.Text;

namespace DocumentEngine.Parsing;

/// <summary>Turns bytes into text where they are text: by byte order mark, else UTF-8, else GB18030, else Windows-1252.</summary>
internal static class TextDecoder
{
    static TextDecoder() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The text, or null where the bytes are binary.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xEF, 0xBB, 0xBF, ..])
            return Printable(Strict(new UTF8Encoding(false, true), bytes[3..]));
        if (bytes is [0xFF, 0xFE, 0, 0, ..])
            return Printable(Strict(new UTF32Encoding(false, false, true), bytes[4..]));
        if (bytes is [0xFF, 0xFE, ..])
            return Printable(Strict(new UnicodeEncoding(false, false, true), bytes[2..]));
        if (bytes is [0xFE, 0xFF, ..])
            return Printable(Strict(new UnicodeEncoding(true, false, true), bytes[2..]));
        if (bytes.Contains((byte)0))
            return null;
        if (Strict(new UTF8Encoding(false, true), bytes) is { } utf8)
            return Printable(utf8);
        if (LooksLikeGb(bytes) && Strict(Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback), bytes) is { } gb)
            return Printable(gb);
        return LooksLikeLatin(bytes) ? Printable(Encoding.GetEncoding(1252).GetString(bytes)) : null;
    }

    private static string? Strict(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // Text has next to no control characters; one in two hundred is left for form feeds and terminal colours.
    private static string? Printable(string? text)
    {
        if (text is null)
            return null;
        var controls = 0;
        foreach (var c in text)
        {
            if (char.IsControl(c) && c is not ('\n' or '\r' or '\t' or '\f' or '\u0085'))
                controls++;
        }

        return controls * 200L <= text.Length ? text : null;
    }

    // In Chinese text nine of ten pairs are common characters (GB2312: both bytes above 0xA0); chance pairs are not.
    private static bool LooksLikeGb(ReadOnlySpan<byte> bytes)
    {
        int pairs = 0, common = 0;
        for (var i = 0; i < bytes.Length - 1; i++)
        {
            if (bytes[i] < 0x80)
                continue;
            pairs++;
            if (bytes[i] is >= 0xA1 and <= 0xF7 && bytes[i + 1] >= 0xA1)
                common++;
            i++;
        }

        return pairs > 0 && common * 10 >= pairs * 9;
    }

    private static bool LooksLikeLatin(ReadOnlySpan<byte> bytes)
    {
        var high = 0;
        foreach (var b in bytes)
        {
            if (b >= 0x80)
                high++;
        }

        return high * 5L <= bytes.Length;
    }
}
