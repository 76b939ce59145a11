using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>Markup for Blazor gives the component parameters that it has.</summary>
public sealed partial class RazorFenceTests
{
    private const string Component = "src/Dpa.Realtime.Client.Blazor/PipelineProgress.razor.cs";

    private static readonly HashSet<string> Parameters =
        [.. Parameter().Matches(Pages.Text(Component)).Select(static m => m.Groups[1].Value)];

    public static TheoryData<Snippet> Blocks => [.. Pages.All.SelectMany(static page => Snippet.In(page, "razor"))];

    [Theory]
    [MemberData(nameof(Blocks), DisableDiscoveryEnumeration = true)]
    public void Attributes_OfTheComponent_AreItsParameters(Snippet snippet)
    {
        ArgumentNullException.ThrowIfNull(snippet);
        var given = Tag().Matches(snippet.Code).SelectMany(static tag => Attribute().Matches(tag.Value))
            .Select(static m => m.Groups[1].Value).ToList();

        Assert.NotEmpty(given);
        Assert.Equal([], given.Except(Parameters));
        Assert.Contains("@using Dpa.Realtime.Client.Blazor", snippet.Code, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_AreFound() => Assert.InRange(Parameters.Count, 5, 40);

    [GeneratedRegex(@"\[Parameter\b[^\]]*\]\s*(?:///[^\n]*\s*)*public\s+[\w<>?, ]+\s(\w+)\s*\{")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"<PipelineProgress\b[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s([A-Z]\w*)=")]
    private static partial Regex Attribute();
}
