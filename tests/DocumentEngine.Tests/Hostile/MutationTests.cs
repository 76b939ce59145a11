using CsCheck;
using DocumentEngine.Documents;
using DocumentEngine.Parsing;

namespace DocumentEngine.Tests.Hostile;

/// <summary>
/// Real files with bytes changed, cut or repeated: whatever they have become, they are read or refused with a code. 50
/// of each reader here, 500 with DPA_LONG=1. CsCheck prints the seed of a failure.
/// </summary>
public sealed class MutationTests
{
    private static readonly long Times = Environment.GetEnvironmentVariable("DPA_LONG") == "1" ? 500 : 50;

    private static readonly Gen<(int Kind, double At, double Length, byte Value)> Change =
        Gen.Select(Gen.Int[0, 3], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Byte);

    [Theory]
    [InlineData("library-volunteers.zh.pdf")]
    [InlineData("tools/hebrew.html.pdf")]
    [InlineData("tools/libreoffice.docx")]
    [InlineData("tools/pandoc.pptx")]
    [InlineData("tools/libreoffice.xlsx")]
    [InlineData("tools/pandoc.epub")]
    [InlineData("garden-basics.en.html")]
    [InlineData("cycling.zh.md")]
    [InlineData("laboratory-safety.zh.txt")]
    [InlineData("cases/euc-kr.txt")]
    [InlineData("cases/harvest.csv")]
    [InlineData("cases/harvest-gb18030.csv")]
    [InlineData("cases/utf16le-nobom.txt")]
    public void Open_MutatedFile_IsReadOrRefused(string name)
    {
        var whole = File.ReadAllBytes(Parsing.Assets.Of(name));
        Change.Array[1, 12].Sample(changes => Survives(changes.Aggregate(whole, Changed)), iter: Times);
    }

    [Theory]
    [InlineData("tools/libreoffice.docx")]
    [InlineData("tools/pandoc.pptx")]
    [InlineData("tools/libreoffice.xlsx")]
    [InlineData("tools/pandoc.epub")]
    public void Open_ArchiveWithMutatedParts_IsReadOrRefused(string name)
    {
        var parts = ArchiveParts.Read(Parsing.Assets.Of(name));
        Gen.Select(Gen.Int[0, parts.Count - 1], Change).Array[1, 6].Sample(
            changes =>
            {
                var changed = parts.ToList();
                foreach (var (part, change) in changes)
                    changed[part] = (changed[part].Name, Changed(changed[part].Bytes, change));
                return Survives(ArchiveParts.Write(changed));
            },
            iter: Times);
    }

    private static byte[] Changed(byte[] bytes, (int Kind, double At, double Length, byte Value) change)
    {
        if (bytes.Length == 0)
            return bytes;
        var at = (int)(change.At * (bytes.Length - 1));
        var length = (int)(change.Length * Math.Min(64, bytes.Length - at));
        return change.Kind switch
        {
            0 => [.. bytes[..at], change.Value, .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], .. bytes[(at + length)..]],
            2 => [.. bytes[..(at + length)], .. bytes[at..]],
            _ => change.Length > 0.9
                ? bytes[..at]
                : [.. bytes[..at], (byte)(bytes[at] ^ (1 << (change.Value % 8))), .. bytes[(at + 1)..]],
        };
    }

    private static bool Survives(byte[] bytes)
    {
        using var file = new Parsing.TemporaryFile(bytes);
        try
        {
            using var document = DocumentOpener.Open(file.FullName);
            return document.PageCount >= 1 && document.ReadPages().Count() == document.PageCount;
        }
        catch (DocumentException failure)
        {
            return failure.Suggestion.Zh.Length > 0;
        }
    }
}
