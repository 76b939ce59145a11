using System.IO.Compression;
using System.Text;
using DocumentEngine.Tests.Parsing;

namespace DocumentEngine.Tests.Hostile;

/// <summary>PDFs that are small, and cost a reader all it has.</summary>
internal static class HostilePdf
{
    private const string Catalog = "<< /Type /Catalog /Pages 2 0 R >>";

    /// <summary>One content stream that unpacks to 14 bytes for each line that it draws.</summary>
    public static byte[] Bomb(int lines) =>
        PdfSource.Of([Catalog, PdfSource.Pages("3 0 R", 1), PdfSource.Page(4), FillingContent(lines)]);

    /// <summary>The content stream of <see cref="Bomb"/>.</summary>
    public static string FillingContent(int lines) =>
        Packed(string.Concat(Enumerable.Repeat("0 0 m 1 1 l S\n", 1000)), lines / 1000);

    /// <summary>Arrays in arrays.</summary>
    public static byte[] NestedArrays(int depth) =>
        PdfSource.Of([
            $"<< /Type /Catalog /Pages 2 0 R /X {new string('[', depth)}{new string(']', depth)} >>",
            PdfSource.Pages("3 0 R", 1), PdfSource.Page(4), PdfSource.Words("x"),
        ]);

    /// <summary>A page tree that is its own child.</summary>
    public static byte[] Loop() => PdfSource.Of([Catalog, PdfSource.Pages("2 0 R", 1)]);

    /// <summary>A bookmark in a bookmark in a bookmark.</summary>
    public static byte[] OutlineChain(int depth) =>
        PdfSource.Of([
            "<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>", PdfSource.Pages("3 0 R", 1), PdfSource.Page(4),
            PdfSource.Words("x"), "<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 1 >>", .. Enumerable
                .Range(0, depth)
                .Select(i =>
                    $"<< /Title (T{i}) /Parent {i + 5} 0 R /Dest [3 0 R /Fit] "
                        + $"{(i < depth - 1 ? $"/First {i + 7} 0 R /Last {i + 7} 0 R /Count 1" : "")} >>"
                ),
        ]);

    /// <summary>Page tree nodes with one kid each, and the page below them all.</summary>
    public static byte[] PageTree(int depth) =>
        PdfSource.Of([
            Catalog, "<< /Type /Pages /Kids [5 0 R] /Count 1 >>", PdfSource.Page(4), PdfSource.Words("x"), .. Enumerable
                .Range(0, depth)
                .Select(i =>
                    $"<< /Type /Pages /Parent {(i == 0 ? 2 : i + 4)} 0 R /Kids [{(i < depth - 1 ? i + 6 : 3)} 0 R] "
                        + $"/Count 1 >>"
                ),
        ]);

    /// <summary>A tree of names as deep as that, asked for by a bookmark.</summary>
    public static byte[] NameTree(int depth) =>
        PdfSource.Of([
            "<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R /Names << /Dests 7 0 R >> >>", PdfSource.Pages("3 0 R", 1),
            PdfSource.Page(4), PdfSource.Words("x"), "<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 1 >>",
            "<< /Title (T) /Parent 5 0 R /Dest (name) >>", .. Enumerable
                .Range(0, depth)
                .Select(i =>
                    i < depth - 1
                        ? $"<< /Kids [{i + 8} 0 R] /Limits [(a) (z)] >>"
                        : "<< /Names [(name) [3 0 R /Fit]] /Limits [(a) (z)] >>"),
        ]);

    /// <summary>Forms in forms.</summary>
    public static byte[] NestedForms(int depth) => PdfSource.Of(
    [
        Catalog, PdfSource.Pages("3 0 R", 1), PageOfForm(4, 5), PdfSource.Drawing("/F Do"),
        .. Enumerable.Range(0, depth).Select(i => Form(i < depth - 1 ? "/F Do" : "0 0 m", i < depth - 1 ? i + 6 : 5)),
    ]);

    /// <summary>Forms of which each calls the next one twice: two to the power of their number.</summary>
    public static byte[] DoublingForms(int count) =>
        PdfSource.Of([
            Catalog, PdfSource.Pages("3 0 R", 1), PageOfForm(4, 5), PdfSource.Drawing("/F Do"), .. Enumerable
                .Range(0, count)
                .Select(i => Form(i < count - 1 ? "/F Do /F Do" : "0 0 m 1 1 l S", i < count - 1 ? i + 6 : 5)),
        ]);

    private static string PageOfForm(int content, int form) =>
        $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents {content} 0 R /Resources << /XObject << /F "
            + $"{form} 0 R >> >> >>";

    private static string Form(string drawing, int next) =>
        $"<< /Type /XObject /Subtype /Form /BBox [0 0 300 300] /Resources << /XObject << /F {next} 0 R >> >> /Length "
            + $"{drawing.Length} >>\nstream\n{drawing}\nendstream";

    private static string Packed(string piece, int times)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var bytes = Encoding.ASCII.GetBytes(piece);
            for (var i = 0; i < times; i++)
                zlib.Write(bytes);
        }

        return $"<< /Filter /FlateDecode /Length {packed.Length} "
            + $">>\nstream\n{Encoding.Latin1.GetString(packed.ToArray())}\nendstream";
    }
}
