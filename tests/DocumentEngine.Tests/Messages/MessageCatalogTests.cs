using System.Text.RegularExpressions;
using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentEngine.Tests.Messages;

public sealed partial class MessageCatalogTests
{
    public static TheoryData<string> Codes => [.. MessageCatalog.All.Select(static message => message.Code!)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Template_OfEveryCode_HasBothLanguagesWithTheSamePlaces(string code)
    {
        var message = MessageCatalog.Template(code);

        Assert.NotEqual("", message.En);
        Assert.NotEqual("", message.Zh);
        Assert.DoesNotMatch(@"\p{IsCJKUnifiedIdeographs}", message.En);
        Assert.Equal(
            Places(message.En).Order(StringComparer.Ordinal), Places(message.Zh).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Read_OfAFilledMessage_GivesItsCodeAndValuesBack(string code)
    {
        var message = Filled(code);

        Assert.Equal((code, message.En, message.Zh), Shape(MessageCatalog.Read(message.En)));
        Assert.Equal((code, message.En, message.Zh), Shape(MessageCatalog.Read(message.Zh)));
        Assert.Equal(message.Args, MessageCatalog.Read(message.Zh)!.Args);
    }

    [Fact]
    public void All_TextsOfALanguage_AreDifferent()
    {
        Assert.Distinct(MessageCatalog.All.Select(static message => message.En));
        Assert.Distinct(MessageCatalog.All.Select(static message => message.Zh));
    }

    [Fact]
    public void Read_OfAMessageWithinAMessage_TranslatesBoth()
    {
        var read = MessageCatalog.Read("不支持的文件类型：内容是 PNG 图片。")!;

        Assert.Equal("This file type is not supported: the content is a PNG picture.", read.En);
        Assert.Equal("a PNG picture", read.Args!["found"]);
    }

    [Theory]
    [InlineData("A crane lifts loads.")]
    [InlineData("Page one of many")]
    [InlineData("")]
    public void Read_OfOtherWords_IsNoMessage(string text) => Assert.Null(MessageCatalog.Read(text));

    [Fact]
    public void Text_WithOtherValuesThanItsPlaces_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => MessageCatalog.Text("stage.page", ("done", 1)));
        Assert.Throws<ArgumentException>(() => MessageCatalog.Text("stage.page", ("done", 1), ("totals", 2)));
        Assert.Throws<ArgumentException>(() => MessageCatalog.Text("stage.no_such_code"));
    }

    [Fact]
    public void Text_WithAVeryLongValue_FitsTheWireAndIsReadBack()
    {
        var message = MessageCatalog.Text("warning.missing_sheet", ("part", new string('表', 5000)));

        Assert.True(
            message.En.Length <= 512 && message.Zh.Length <= 512,
            $"{message.En.Length} and {message.Zh.Length} characters.");
        Assert.Equal("warning.missing_sheet", MessageCatalog.Read(message.Zh)!.Code);
    }

    /// <summary>Every code that the product's sources name is there, and none is left over.</summary>
    [Fact]
    public void Sources_NameEveryCodeOfTheCatalogueAndNoOther()
    {
        var named = Sources()
            .SelectMany(static source => Named().Matches(source.Text).Select(static match => match.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal);
        var known = MessageCatalog.All.Select(static message => message.Code!).ToHashSet(StringComparer.Ordinal);
        var asked = Sources()
            .SelectMany(static source => Asked().Matches(source.Text).Select(static match => match.Groups[1].Value));

        Assert.DoesNotContain(asked, code => !known.Contains(code));
        // What the progress library says by itself has its place in the catalogue without being written from it.
        Assert.DoesNotContain(known.Except(named), static code =>
            !code.StartsWith("library.", StringComparison.Ordinal));
    }

    /// <summary>A message written beside the catalogue would have no code.</summary>
    [Fact]
    public void Sources_WriteNoMessageBesideTheCatalogue()
    {
        // Names of options and stages: data with both languages of their own.
        string[] names = ["OptionCatalog.cs", "StageCatalog.cs"];

        var beside = Sources()
            .Where(source => !names.Contains(Path.GetFileName(source.Path)))
            .SelectMany(static source => Pair().Matches(source.Text).Select(match => $"{source.Path}: {match.Value}"));

        Assert.Empty(beside);
    }

    internal static LocalizedText Filled(string code)
    {
        var message = MessageCatalog.Template(code);
        var values = Place()
            .Matches(message.En)
            .Select(
                static (match, index) =>
                    (
                        match.Groups["name"].Value,
                        (object?)(match.Groups["n"].Success ? $"{index + 3}" : $"x{index} “y”")))
            .ToArray();
        return MessageCatalog.Text(code, values);
    }

    private static (string?, string?, string?) Shape(LocalizedText? text) => (text?.Code, text?.En, text?.Zh);

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(static match => match.Value);

    private static IEnumerable<(string Path, string Text)> Sources()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Dpa.Realtime.sln")))
            root = Path.GetDirectoryName(root)!;
        return new[] { "DocumentEngine", "DocumentPipelineHost" }
            .SelectMany(project =>
                Directory.EnumerateFiles(Path.Combine(root, "samples", project), "*.cs", SearchOption.AllDirectories))
            .Where(static path =>
                !path.Contains(
                    $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal
                ) && !path.Contains("node_modules", StringComparison.Ordinal))
            .Select(static path => (path, File.ReadAllText(path)));
    }

    [GeneratedRegex(@"\{(?<name>[a-z_]+)(?<n>:n)?\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"MessageCatalog\.(?:Text|Template)\(\s*""([^""]+)""")]
    private static partial Regex Asked();

    [GeneratedRegex(@"""([a-z0-9_]+\.[a-z0-9_.]+)""")]
    private static partial Regex Named();

    /// <summary>Two texts, the second with Chinese characters.</summary>
    [GeneratedRegex(@"\$?""(?:[^""\\\n]|\\.)*"",\s*\$?""[^""\n]*\p{IsCJKUnifiedIdeographs}[^""\n]*""\)")]
    private static partial Regex Pair();
}
