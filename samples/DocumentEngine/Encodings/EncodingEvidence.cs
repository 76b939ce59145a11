using System.Text;
using UtfUnknown;

namespace DocumentEngine.Encodings;

/// <summary>
/// Determines the encoding of a text that is not Unicode and declares none: the decoded text has to look like a
/// language that is written in that encoding. Where two encodings are possible, or none, the text is refused and the
/// error names the candidates: a text in the wrong encoding would look like a successful result.
/// </summary>
internal static class EncodingEvidence
{
    private const int Looked = 256 * 1024;
    private const int BytesAControl = 200;
    private const double MuchBetter = 1.6;
    private const int LeastLetters = 8;
    private const int WesternCodePage = 1252;

    // Of what the detector proposes: below that it guesses, above it the letters must only look right.
    private const double LeastConfidence = 0.4;
    private const double SureConfidence = 0.8;

    private static readonly HashSet<string> Western =
        new(StringComparer.OrdinalIgnoreCase) { "windows-1252", "iso-8859-1", "iso-8859-15", "us-ascii", "ascii" };

    /// <summary>Whether there are more control characters than a text has.</summary>
    public static bool LooksBinary(ReadOnlySpan<byte> bytes)
    {
        long controls = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var isControl =
                bytes[i] is < 0x20 and not ((byte)'\n' or (byte)'\r' or (byte)'\t' or 0x0C or 0x1B or 0x08) or 0x7F;
            controls += isControl && !(bytes[i] == 0 && i > 0 && bytes[i - 1] == 0) ? 1 : 0;
        }

        return (controls - 1) * BytesAControl > bytes.Length;
    }

    /// <summary>The text, or the encodings that it may be in.</summary>
    public static TextReading Read(ReadOnlySpan<byte> bytes)
    {
        var sample = Sample(bytes);
        var asian = AsianText.Fitting(sample);
        if (asian.Count == 0)
            return SingleByte(sample, bytes);
        var isClear = asian.Count == 1 || asian[0].Score >= MuchBetter * asian[1].Score;
        return (isClear ? Guessed(asian[0].Encoding, bytes) : null)
            ?? Unknown([.. asian.Select(static each => each.Encoding.WebName)]);
    }

    /// <summary>
    /// The text in another encoding than the one that it declares, where that gives no words of any language and the
    /// other does: pages are made from others, and their first lines stay. Null where the declaration may be true.
    /// </summary>
    public static TextReading? Against(Encoding declared, ReadOnlySpan<byte> bytes)
    {
        var sample = Sample(bytes);
        var text = declared.GetString(sample);
        if (text.Count(static c => c > '\u007F' && char.IsLetter(c)) < LeastLetters)
            return null;
        // Undeclared, these letters are the sign of another encoding; Icelandic is full of them.
        var usual = text.Replace('þ', 'é').Replace('ð', 'é').Replace('Þ', 'É').Replace('Ð', 'É').Replace('Ý', 'É');
        var mayBeTrue = declared.IsSingleByte ? WordShapes.LookRight(usual, declared.CodePage == WesternCodePage)
            : !AsianText.Knows(declared.CodePage) || AsianText.Fits(text, declared.CodePage);
        return !mayBeTrue && Read(bytes) is { Text: not null } other && other.Encoding != declared.WebName
            ? other
            : null;
    }

    private static TextReading SingleByte(byte[] sample, ReadOnlySpan<byte> bytes)
    {
        var western = Encoding.GetEncoding(WesternCodePage);
        var isWestern = WordShapes.LookRight(western.GetString(sample), isWestern: true);
        var other = CharsetDetector
            .DetectFromBytes(sample)
            .Details?.Where(static each =>
                each.Encoding is { IsSingleByte: true }
                && each.Confidence >= LeastConfidence
                && !Western.Contains(each.EncodingName))
            .Where(each => WordShapes.LookRight(each.Encoding.GetString(sample), isWestern: false))
            .MaxBy(static each => each.Confidence);
        if (other is not null && (!isWestern || other.Confidence >= SureConfidence))
            return Guessed(other.Encoding, bytes) ?? Unknown([other.EncodingName]);
        if (other is not null && !(isWestern && other.Encoding.GetString(sample) == western.GetString(sample)))
            return Unknown([western.WebName, other.EncodingName]);
        return isWestern && Guessed(western, bytes) is { } text ? text : Unknown([]);
    }

    private static TextReading? Guessed(Encoding encoding, ReadOnlySpan<byte> bytes) =>
        TextDecoder.Checked(encoding, bytes) is { } text ? text with { IsGuessed = true } : null;

    private static TextReading Unknown(IReadOnlyList<string> candidates) => new(null, null) { Candidates = candidates };

    // Begins at the line of the first non-ASCII byte, so that no character is cut: lines begin with whole ones.
    private static byte[] Sample(ReadOnlySpan<byte> bytes)
    {
        var first = Math.Max(0, bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF));
        var line = bytes[..first].LastIndexOf((byte)'\n') + 1;
        return bytes.Slice(line, Math.Min(Looked, bytes.Length - line)).ToArray();
    }
}
