using System.IO.Compression;
using System.Text;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>
/// Real documents in nine formats, made by Chromium, LibreOffice, pandoc, qpdf and by hand (<c>tests/assets</c>), two
/// that fail, and those of packages (<see cref="PackageFiles"/>). Each copy has bytes of its own, so that none is
/// another's duplicate, and the same pages and chunks as all copies of its kind.
/// </summary>
internal static class RealFiles
{
    /// <summary>One of each; a batch goes round. Those of packages stand first, so that each batch has them.</summary>
    private static readonly string[] Kinds =
    [
        .. PackageFiles.All(),
        "repair-cafe.en.md", "kitchen-garden.en.pdf", "garden-basics.en.docx", "library-report.en.txt",
        "tools/pandoc.epub", "corrupt.pdf", "garden-basics.en.html", "tools/libreoffice.pptx", "harvest.csv",
        "cycling.zh.md", "library-volunteers.zh.pdf", "tools/libreoffice.xlsx", "laboratory-safety.zh.txt",
        "tools/pandoc.docx", "tools/qpdf-rotated.pdf", "tools/pandoc.pptx", "image-only.pdf", "tools/arabic.html.pdf",
        "tools/libreoffice.docx", "tools/libreoffice.pdf",
    ];

    /// <summary>How many kinds there are.</summary>
    public static int KindCount => Kinds.Length;

    /// <summary>So many files, named <c>NNN-kind</c>.</summary>
    public static IEnumerable<(string Name, byte[] Content)> Of(int count) =>
        Enumerable.Range(0, count).Select(static i => Copy(i, Kinds[i % Kinds.Length]));

    /// <summary>How many of so many files fail, for good.</summary>
    public static int FailuresOf(int count) =>
        Enumerable.Range(0, count).Count(static i => Kinds[i % Kinds.Length] is "corrupt.pdf" or "image-only.pdf");

    /// <summary>A copy with bytes of its own.</summary>
    public static (string Name, byte[] Content) Copy(int number, string kind)
    {
        var content = kind == "harvest.csv" ? Csv() : File.ReadAllBytes(Assets.Of(kind));
        var mark = Guid.NewGuid().ToString();
        byte[] marked = Path.GetExtension(kind) switch
        {
            ".docx" or ".pptx" or ".xlsx" or ".epub" => WithEntry(content, mark),
            ".pdf" => [.. content, .. Encoding.ASCII.GetBytes($"\n% {mark}\n")],
            ".html" => [.. content, .. Encoding.ASCII.GetBytes($"\n<!-- {mark} -->\n")],
            ".csv" => [.. content, .. Encoding.ASCII.GetBytes($"copy,{mark},0\n")],
            _ => [.. content, .. Encoding.ASCII.GetBytes($"\n\nCopy {mark}.\n")],
        };
        return ($"{number:000}-{Path.GetFileName(kind)}", marked);
    }

    private static byte[] Csv() => Encoding.ASCII.GetBytes(
        "bed,plant,kilograms\n" +
        string.Concat(Enumerable.Range(1, 120).Select(static i => $"bed {i},carrots of row {i},{i % 17}.5\n")));

    private static byte[] WithEntry(byte[] archive, string mark)
    {
        using var stream = new MemoryStream();
        stream.Write(archive);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        using (var entry = zip.CreateEntry("copy.txt").Open())
            entry.Write(Encoding.ASCII.GetBytes(mark));
        return stream.ToArray();
    }
}
