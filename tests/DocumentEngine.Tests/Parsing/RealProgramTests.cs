using System.Text.RegularExpressions;

namespace DocumentEngine.Tests.Parsing;

/// <summary>
/// A numbered mark stands at every kind of text that a program knows; what it wrote of them is found again, or a
/// warning says what is
/// missing.
/// </summary>
public sealed partial class RealProgramTests
{
    [Theory]
    [InlineData("everything.pandoc.docx", "everything.md", "", "")]
    [InlineData("everything.pandoc.epub", "everything.md", "", "")]
    [InlineData("everything.pandoc.html", "everything.md", "", "")]
    [InlineData("everything.pandoc.pptx", "everything.md", "", "")]
    [InlineData("everything.md", "everything.md", "", "")]
    [InlineData("everything.libreoffice.docx", "everything.fodt", "zh003 zh008 zh012", "deletions hidden comments")]
    // LibreOffice prints neither hidden text nor comments.
    [InlineData("everything.libreoffice.pdf", "everything.fodt", "zh008 zh012", "")]
    public void Read_EveryKindOfText_IsFoundAgainOrWarnedOf(string name, string source, string missing, string warnings)
    {
        var reading = Reading.OfAsset("tools/" + name);

        var lost = Marks(File.ReadAllText(Assets.Of("tools/" + source)))
            .Except(Marks($"{reading.Info.Title} {reading.Text}"), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(missing, string.Join(' ', lost.Order(StringComparer.Ordinal)));
        var said = string.Join('\n', reading.Warnings);
        Assert.All(warnings.Split(' '), each => Assert.Contains(each, said, StringComparison.Ordinal));
    }

    private static HashSet<string> Marks(string text) =>
        Mark().Matches(text).Select(static match => match.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex("z[qh][0-9]{3}", RegexOptions.IgnoreCase)]
    private static partial Regex Mark();
}
