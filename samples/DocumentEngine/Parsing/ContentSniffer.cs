using DocumentEngine.Documents;
using DocumentEngine.Encodings;

namespace DocumentEngine.Parsing;

/// <summary>
/// A first guess at what a file is, by its first bytes alone and without any parser. Promises: time and memory are
/// bounded by <see cref="HeadBytes"/>; what may be a document is never refused, <see cref="DocumentOpener"/> has the
/// last word.
/// </summary>
public static class ContentSniffer
{
    /// <summary>How much of a file's beginning is looked at.</summary>
    public const int HeadBytes = 64 * 1024;

    /// <summary>What it seems to be; null for a container whose content only its reader can name.</summary>
    /// <param name="head">The file's first bytes, at most <see cref="HeadBytes"/>.</param>
    /// <exception cref="DocumentException"><c>unsupported_type</c>.</exception>
    public static DocumentKind? Sniff(ReadOnlySpan<byte> head)
    {
        if (FileSignature.IsPdf(head, []))
            return DocumentKind.Pdf;
        if (FileSignature.IsZip(head) || FileSignature.IsCompound(head) || FileSignature.MayBePdf(head))
            return null;
        var reading = TextDecoder.Decode(WholeCharacters(head));
        if (reading.Text is not { } text)
            return reading.Candidates is not null
                ? null
                : throw DocumentErrors.UnsupportedType(FileSignature.NameOfBinary(head) ?? FileSignature.Unknown);
        var isCut = head.Length >= HeadBytes;
        return TextKind.Of(text, isCut) ?? throw TextKind.Refusal(text, isCut);
    }

    // A head that was cut may end inside a character. In what is ASCII's superset it is whole up to a line's end.
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> head)
    {
        if (head.Length < HeadBytes)
            return head;
        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            return IsHighSurrogate(head[0] == 0xFF ? head[^1] : head[^2]) ? head[..^2] : head;
        var end = head.LastIndexOf((byte)'\n') + 1;
        if (end == 0)
            end = head.LastIndexOfAnyInRange((byte)0x20, (byte)0x2F) + 1;
        return end == 0 ? head : head[..end];
    }

    private static bool IsHighSurrogate(byte high) => high is >= 0xD8 and <= 0xDB;
}
