using System.Text;
using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentEngine.Parsing;

/// <summary>
/// Names formats by their first bytes, so that a refusal can state what the file really is. A name alone refuses
/// nothing: a text may begin with "MZ" or "RIFF", or be about "%PDF-".
/// </summary>
internal static class FileSignature
{
    private const int PdfMarkReach = 1024;
    private const int PdfBodyReach = 4096;
    private const int PdfEndReach = 2048;

    private static readonly (byte[] Start, LocalizedText Name)[] Binary =
    [
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], MessageCatalog.Text("content.png_picture")),
        ([0xFF, 0xD8, 0xFF], MessageCatalog.Text("content.jpeg_picture")),
        ("GIF8"u8.ToArray(), MessageCatalog.Text("content.gif_picture")),
        ("II*\0"u8.ToArray(), MessageCatalog.Text("content.tiff_picture")),
        ("MM\0*"u8.ToArray(), MessageCatalog.Text("content.tiff_picture")),
        ("RIFF"u8.ToArray(), MessageCatalog.Text("content.media_file")),
        ("OggS"u8.ToArray(), MessageCatalog.Text("content.media_file")),
        ("ID3"u8.ToArray(), MessageCatalog.Text("content.mp3_sound")),
        ([0x1F, 0x8B], MessageCatalog.Text("content.gzip_archive")),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF], MessageCatalog.Text("content.7z_archive")),
        ("Rar!"u8.ToArray(), MessageCatalog.Text("content.rar_archive")),
        ("BZh"u8.ToArray(), MessageCatalog.Text("content.bzip2_archive")),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], MessageCatalog.Text("content.xz_archive")),
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], MessageCatalog.Text("content.program")),
        ("MZ"u8.ToArray(), MessageCatalog.Text("content.program")),
        ("SQLite format 3\0"u8.ToArray(), MessageCatalog.Text("content.database")),
    ];

    // Texts for a program: their raw text is not what their readers show.
    private static readonly (byte[] Start, LocalizedText Name)[] Coded =
    [
        ("{\\rtf"u8.ToArray(), MessageCatalog.Text("content.rtf_document")),
        ("%!PS-Adobe"u8.ToArray(), MessageCatalog.Text("content.postscript_document")),
        ("<?xml"u8.ToArray(), MessageCatalog.Text("content.xml_file")),
    ];

    /// <summary>What an unknown content is called.</summary>
    public static LocalizedText Unknown { get; } = MessageCatalog.Text("content.unknown");

    /// <summary>
    /// The name of the binary format that the first bytes are of; the rest decides whether it is one. Null where they
    /// are of none.
    /// </summary>
    public static LocalizedText? NameOfBinary(ReadOnlySpan<byte> head) => Name(head, Binary);

    /// <summary>The name of the format for programs that a text is in, or null.</summary>
    public static LocalizedText? NameOfCoded(ReadOnlySpan<byte> head) => Name(head, Coded);

    /// <summary>
    /// A PDF's mark stands within the first 1,024 bytes (ISO 32000-1, annex H.3.4.1); a text about PDF may have it too,
    /// but no objects and no end.
    /// </summary>
    /// <param name="head">The file's first bytes, 4 KiB or more.</param>
    /// <param name="tail">Its last bytes, 2 KiB or more.</param>
    public static bool IsPdf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        var at = PdfMark(head);
        return at >= 0
            && (
                IsWholeLine(head[at..])
                || head[at..Math.Min(head.Length, PdfBodyReach)].IndexOf(" obj"u8) >= 0
                || head[..Math.Min(head.Length, PdfBodyReach)].IndexOf((byte)0) >= 0
                || (at == 0 && HasHighLine(head))
                || tail[^Math.Min(tail.Length, PdfEndReach)..].IndexOf("startxref"u8) >= 0);
    }

    /// <summary>
    /// Whether there is a PDF mark at all. If so, the file may be a PDF; only the whole file decides.
    /// </summary>
    public static bool MayBePdf(ReadOnlySpan<byte> head) => PdfMark(head) >= 0;

    private static int PdfMark(ReadOnlySpan<byte> head) =>
        head[..Math.Min(head.Length, PdfMarkReach)].IndexOf("%PDF-"u8);

    // "%PDF-1.7" and the line's end: no sentence is that short.
    private static bool IsWholeLine(ReadOnlySpan<byte> mark) =>
        mark
            is [
                _, _, _, _, _, >= (byte)'0'
                and <= (byte)'9', (byte)'.', >= (byte)'0'
                and <= (byte)'9', (byte)'\n'
                or (byte)'\r', ..,
            ];

    // The second line of most PDFs is a comment of four bytes above 127, for programs that look for text (ISO 32000-1,
    // 7.5.2).
    private static bool HasHighLine(ReadOnlySpan<byte> head)
    {
        var line = head[..Math.Min(head.Length, 40)].IndexOfAny((byte)'\n', (byte)'\r');
        return line >= 0 && head[line..Math.Min(head.Length, line + 12)].IndexOfAnyInRange((byte)0x80, (byte)0xFF) >= 0;
    }

    private static LocalizedText? Name(ReadOnlySpan<byte> head, (byte[] Start, LocalizedText Name)[] known)
    {
        foreach (var (start, name) in known)
        {
            if (head.StartsWith(start))
                return name;
        }

        return null;
    }

    /// <summary>An archive of the ZIP family (DOCX, EPUB, …), also an empty one.</summary>
    public static bool IsZip(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8);

    /// <summary>Microsoft's older container: .doc, .xls, .ppt, and password-protected .docx.</summary>
    public static bool IsCompound(ReadOnlySpan<byte> head) => head.StartsWith(CompoundMark);

    /// <summary>
    /// Whether an older container holds a password-protected newer document ([MS-OFFCRYPTO] 2.3.4.4).
    /// </summary>
    public static bool IsEncryptedPackage(ReadOnlySpan<byte> bytes) => bytes.IndexOf(EncryptedPackage) >= 0;

    private static ReadOnlySpan<byte> CompoundMark => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    private static readonly byte[] EncryptedPackage = Encoding.Unicode.GetBytes("EncryptedPackage");
}
