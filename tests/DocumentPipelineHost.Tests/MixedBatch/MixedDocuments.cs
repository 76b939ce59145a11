using DocumentEngine.Tests.Hostile;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.MixedBatch;

/// <summary>
/// A hundred documents of all formats in both languages, ten of them broken or hostile, each in a way of its own. Those
/// of every run are the project's; <c>DPA_DOCUMENTS=folder</c> names those that benchmarks/documents/collect.py put
/// there.
/// </summary>
internal static class MixedDocuments
{
    private const int Good = 90;

    private static readonly string[] Own =
    [
        "kitchen-garden.en.pdf", "library-volunteers.zh.pdf", "garden-basics.en.docx", "garden-basics.en.html",
        "cycling.zh.md", "repair-cafe.en.md", "laboratory-safety.zh.txt", "library-report.en.txt",
    ];

    /// <summary>The folder of real documents, where one is named.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable("DPA_DOCUMENTS");

    /// <summary>All of them; the broken ones stand among the good ones.</summary>
    public static IReadOnlyList<MixedDocument> Create()
    {
        var good = (Folder is null ? OfTheProject() : OfTheFolder(Folder)).ToList();
        var broken = Broken(good).ToList();
        good.RemoveAll(static document => document.Code is not null);
        Assert.Equal((Good, 100 - Good), (good.Count, broken.Count));
        var step = good.Count / broken.Count;
        return [.. broken.SelectMany((document, i) => good.Skip(i * step).Take(step).Append(document))];
    }

    private static IEnumerable<MixedDocument> OfTheProject()
    {
        var root = Assets.Of("");
        var small = ((string[])["tools", "cases"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder)))
            // what others are made of; not a format that is read
            .Where(static path => !path.EndsWith(".fodt", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal);
        List<string> real = [.. Own, .. small];
        foreach (var name in real)
            yield return new(name.Replace('/', '-'), File.ReadAllBytes(Assets.Of(name)));
        for (var i = 0; i < Good - real.Count; i++)
            yield return GeneratedDocument.Of(i);
    }

    private static IEnumerable<MixedDocument> OfTheFolder(string folder)
    {
        foreach (var line in File.ReadLines(Path.Combine(folder, "manifest.tsv")))
        {
            var (name, code) = (line.Split('\t')[0], line.Split('\t')[1]);
            yield return new(name, File.ReadAllBytes(Path.Combine(folder, name)), code.Length > 0 ? code : null);
        }
    }

    private static IEnumerable<MixedDocument> Broken(List<MixedDocument> all)
    {
        var real = all.Where(static document => document.Code is not null).ToList();
        IEnumerable<MixedDocument> derived = real.Count > 0
            ? real
            :
            [
                new("encrypted.pdf", File.ReadAllBytes(Assets.Of("encrypted.pdf")), "encrypted"),
                new("corrupt.pdf", File.ReadAllBytes(Assets.Of("corrupt.pdf")), "corrupt"),
                new("image-only.pdf", File.ReadAllBytes(Assets.Of("image-only.pdf")), "no_text"),
            ];
        return
        [
            .. derived,
            new("nothing.txt", [], "empty"),
            new("archive-named-as.pdf", File.ReadAllBytes(Assets.Of("zip-named-as.pdf")), "unsupported_type"),
            new("no-language.txt", OfNoLanguage(), "unknown_encoding"),
            new("bomb.docx", HostileFiles.Bytes("bomb.docx"), "too_large"),
            new("bomb.pdf", HostileFiles.Bytes("bomb.pdf"), "too_complex", EndsItsReader: true),
            new("chain.pdf", HostileFiles.Bytes("outline-chain-deeper.pdf"), "parser_crashed", EndsItsReader: true),
            new("laughs.docx", HostileFiles.Bytes("laughs.docx"), "corrupt"),
        ];
    }

    private static byte[] OfNoLanguage() =>
    [
        .. Enumerable.Range(0, 40)
            .SelectMany(static i => (byte[])
                [(byte)(0xC0 + (i % 7)), (byte)(0xA8 + (i % 11)), (byte)'x', (byte)(0x90 + (i % 5)), (byte)' ']),
    ];
}
