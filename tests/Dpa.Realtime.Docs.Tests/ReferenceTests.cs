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
        Assert.Equal(
            options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(static p => p.Name).Order(),
            Row().Matches(Section(options.Name)).Select(static m => m.Groups[1].Value).Order());
    }

    [Theory]
    [InlineData(typeof(ProgressErrorCodes))]
    [InlineData(typeof(Client.ProgressErrorCodes))]
    public void ErrorCodes_AreAllListedAndNoOthers(Type codes)
    {
        ArgumentNullException.ThrowIfNull(codes);

        Assert.Equal(
            codes.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(static f => $"{f.Name} {f.GetRawConstantValue()}").Order(StringComparer.Ordinal),
            CodeRow().Matches(Section("Error codes"))
                .Select(static m => $"{m.Groups[1].Value} {m.Groups[2].Value}").Order(StringComparer.Ordinal));
    }

    /// <summary>Whatever the protocol page names as a code is among them.</summary>
    [Fact]
    public void ErrorCodes_OfTheProtocolPage_AreConstants()
    {
        var known = typeof(ProgressErrorCodes).GetFields().Select(static f => f.GetRawConstantValue()).ToHashSet();
        var named = ProtocolCodes("### Refusals before the upgrade", "### Identity", column: 2)
            .Concat(ProtocolCodes("## Error codes", "Each has a fixed", column: 1))
            .ToHashSet(StringComparer.Ordinal);

        Assert.InRange(named.Count, 15, 100);
        Assert.Equal([], named.Except(known.Cast<string>()));
    }

    private static IEnumerable<string> ProtocolCodes(string from, string to, int column)
    {
        var page = Pages.Text("docs/protocol.md");
        var start = page.IndexOf(from, StringComparison.Ordinal);
        var rows = page[start..page.IndexOf(to, start, StringComparison.Ordinal)].Split('\n');
        return rows.Where(static row => row.StartsWith('|'))
            .SelectMany(row => Word().Matches(row.Split('|')[column]))
            .Select(static m => m.Groups[1].Value).Where(static word => word != "code");
    }

    private static string Section(string heading)
    {
        var page = Pages.Text("docs/reference.md");
        var from = page.IndexOf($"## {heading}", StringComparison.Ordinal);
        Assert.True(from >= 0, $"docs/reference.md has no heading for {heading}.");
        var to = page.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        return to < 0 ? page[from..] : page[from..to];
    }

    [GeneratedRegex(@"^\| `(\w+)` \| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex CodeRow();

    [GeneratedRegex(@"`([a-z_]+)`")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
