using System.Globalization;
using System.Text;

namespace DocumentEngine.Tests.Parsing;

/// <summary>
/// Draws a one-page PDF word by word where a test wants them; any character of the Basic Multilingual Plane, 10 points
/// wide at size 10.
/// </summary>
internal sealed class PdfDrawing
{
    private readonly StringBuilder _content = new();
    private readonly List<string> _more = [];
    private string _catalog = "";
    private string _annotations = "";
    private string _fonts = "";
    private string _resources = "";

    /// <summary>Words at a place.</summary>
    public PdfDrawing Words(double x, double y, string words, int size = 10) =>
        Matrix($"1 0 0 1 {Number(x)} {Number(y)}", words, size);

    /// <summary>Words turned by a quarter, running up the page.</summary>
    public PdfDrawing Upwards(double x, double y, string words) =>
        Matrix($"0 1 -1 0 {Number(x)} {Number(y)}", words, 10);

    /// <summary>Words with a transformation of their own.</summary>
    public PdfDrawing Matrix(string matrix, string words, int size)
    {
        var hex = string.Concat(words.Select(static c => ((int)c).ToString("X4", CultureInfo.InvariantCulture)));
        _content.Append(CultureInfo.InvariantCulture, $"BT /F {size} Tf {matrix} Tm <{hex}> Tj ET\n");
        return this;
    }

    /// <summary>Lines below each other.</summary>
    public PdfDrawing Lines(double x, double y, params string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
            Words(x, y - (12 * i), lines[i]);
        return this;
    }

    /// <summary>Drawing instructions as they are written.</summary>
    public PdfDrawing Content(string instructions)
    {
        _content.Append(instructions).Append('\n');
        return this;
    }

    /// <summary>A font of the page, and other resources.</summary>
    public PdfDrawing Resources(string fonts, string others = "")
    {
        (_fonts, _resources) = (_fonts + fonts, _resources + others);
        return this;
    }

    /// <summary>An entry of the catalogue.</summary>
    public PdfDrawing Catalog(string entries)
    {
        _catalog += entries;
        return this;
    }

    /// <summary>An object, numbered from 10 on; <paramref name="isOnPage"/> makes it an annotation.</summary>
    public PdfDrawing Object(string body, bool isOnPage = false)
    {
        _more.Add(body);
        if (isOnPage)
            _annotations += $"{9 + _more.Count} 0 R ";
        return this;
    }

    /// <summary>The file.</summary>
    public byte[] ToFile()
    {
        var content = _content.ToString();
        const string Map =
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 "
                + "begincodespacerange <0000> <FFFF> "
            + "endcodespacerange 1 beginbfrange <0001> <FFFE> <0001> endbfrange endcmap end end";
        return PdfSource.Of(
        [
            $"<< /Type /Catalog /Pages 2 0 R {_catalog} >>",
            PdfSource.Pages("3 0 R", 1),
            $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R "
                + $"{_fonts} >> {_resources} >> /Annots [{_annotations}] >>",
            PdfSource.Drawing(content),
            "<< /Type /Font /Subtype /Type0 /BaseFont /Own /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 8 "
                + "0 R >>",
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Own /CIDSystemInfo << /Registry (Adobe) /Ordering "
                + "(Identity) /Supplement 0 >> /FontDescriptor 7 0 R /DW 500 /W [11776 65000 1000] >>",
            "<< /Type /FontDescriptor /FontName /Own /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 880 "
                + "/Descent -120 /CapHeight 700 /StemV 80 >>",
            PdfSource.Drawing(Map),
            "<< >>",
            .. _more,
        ]);
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
