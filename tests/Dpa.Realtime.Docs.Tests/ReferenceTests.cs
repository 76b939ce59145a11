using System.Reflection;
using System.Text.RegularExpressions;
using Dpa.Realtime.Redis;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>docs/reference.md names what the code has, and nothing else.</summary>
public sealed partial class ReferenceTests
{
    [Theory]
    [InlineData(typeof(DpaRealtimeOptions))]
    [InlineData(typeof(RedisBackplaneOptions))]
    public void Options_AreAllNamedAndNoOthers(Type options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var page = Pages.Text("docs/reference.md");
        var from = page.IndexOf($"## {options.Name}", StringComparison.Ordinal);
        Assert.True(from >= 0, $"docs/reference.md has no heading for {options.Name}.");
        var to = page.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        var section = to < 0 ? page[from..] : page[from..to];

        Assert.Equal(
            options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(static p => p.Name).Order(),
            Row().Matches(section).Select(static m => m.Groups[1].Value).Order());
    }

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
