using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>Blocks of JSON and YAML can be read as such.</summary>
public sealed class DataFenceTests
{
    public static TheoryData<Snippet> Json => Blocks("json");

    public static TheoryData<Snippet> Yaml => Blocks("yaml");

    [Theory]
    [MemberData(nameof(Json), DisableDiscoveryEnumeration = true)]
    public void Json_OfAPage_IsRead(Snippet snippet)
    {
        ArgumentNullException.ThrowIfNull(snippet);
        using var document = JsonDocument.Parse(snippet.Code);

        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }

    [Theory]
    [MemberData(nameof(Yaml), DisableDiscoveryEnumeration = true)]
    public void Yaml_OfAPage_IsRead(Snippet snippet)
    {
        ArgumentNullException.ThrowIfNull(snippet);
        using var text = new StringReader(snippet.Code);
        var stream = new YamlStream();
        stream.Load(text);

        Assert.All(stream.Documents, static each => Assert.IsType<YamlMappingNode>(each.RootNode));
        Assert.NotEmpty(stream.Documents);
    }

    private static TheoryData<Snippet> Blocks(string language) =>
        [.. Pages.All.SelectMany(page => Snippet.In(page, language))];
}
