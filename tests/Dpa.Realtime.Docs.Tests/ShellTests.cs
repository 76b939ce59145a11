using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>
/// What a shell block names of this repository is there: files, projects, npm scripts, a tool's options.
/// </summary>
public sealed partial class ShellTests
{
    private static IEnumerable<Snippet> Snippets =>
        Pages.All.SelectMany(static page => Snippet.In(page, "bash", "sh", "shell", "console"));

    [Fact]
    public void Paths_OfEveryShellBlock_Exist() =>
        Assert.Empty(Snippets.SelectMany(static s => s.Code.Split('\n').SelectMany(line => Missing(s, line))));

    [Theory]
    [InlineData("dotnet run --project samples/Nothing")]
    [InlineData("eng/nothing.sh feed")]
    [InlineData("./nothing.sh --long")]
    [InlineData("npm run nothing")]
    [InlineData("dpa-watch https://host/app p --nothing")]
    public void Paths_OfWhatIsNotThere_AreNamed(string line) =>
        Assert.Single(Missing(new Snippet("README.md", 1, "bash", line, ""), line));

    [Fact]
    public void Snippets_AreFound() => Assert.InRange(Snippets.Count(), 10, 1_000);

    private static IEnumerable<string> Missing(Snippet snippet, string line)
    {
        var command = Comment().Replace(line, "");
        // Where the page itself is read: its own folder, or the repository's root.
        string[] starts = [Pages.Root, Path.GetDirectoryName(Path.Combine(Pages.Root, snippet.Page))!];
        foreach (var path in OwnPath().Matches(command).Select(static m => m.Groups[1].Value.TrimEnd('/', '.')))
            if (!starts.Any(start => Path.Exists(Path.Combine(start, path))) && !IsOutput(command, path))
                yield return $"{snippet}: {path} is not there.";
        foreach (var script in NpmScript().Matches(command).Select(static m => m.Groups[1].Value))
            if (!Scripts.Contains(script)) yield return $"{snippet}: no package has the script {script}.";
        if (!command.TrimStart().StartsWith("dpa-watch ", StringComparison.Ordinal)) yield break;
        foreach (var option in Option().Matches(command.Split('|')[0]).Select(static m => m.Value))
            if (!WatchOptions.Contains(option)) yield return $"{snippet}: dpa-watch has no {option}.";
    }

    /// <summary>What a command writes need not be there before.</summary>
    private static bool IsOutput(string command, string path) =>
        Regex.IsMatch(command, $@"(?:--out|-o|>)\s*{Regex.Escape(path)}");

    private static HashSet<string> Scripts { get; } =
    [
        .. new[] { "src/Dpa.Realtime.Client.TypeScript", "samples/DocumentPipelineHost/ClientApp", "docs" }
            .Select(static folder => JsonDocument.Parse(Pages.Text($"{folder}/package.json")))
            .SelectMany(static package => package.RootElement.GetProperty("scripts").EnumerateObject())
            .Select(static script => script.Name),
    ];

    private static HashSet<string> WatchOptions { get; } =
    [
        .. Option().Matches(Pages.Text("tools/dpa-watch/CommandLine/ArgumentParser.cs")).Select(static m => m.Value),
    ];

    [GeneratedRegex(@"(?:^|\s)#.*$")]
    private static partial Regex Comment();

    // A folder of ours, or a script beside the page: not a path in the middle of another, nor of an address.
    [GeneratedRegex(
        @"(?<![\w./-])(?:\./)?((?:src|samples|tests|eng|tools|benchmarks|templates|deploy|docs)/[\w./-]+|[\w-]+\.sh)")]
    private static partial Regex OwnPath();

    [GeneratedRegex(@"\bnpm run ([\w:-]+)")]
    private static partial Regex NpmScript();

    [GeneratedRegex(@"(?<=[\s""])--[a-z][a-z-]+")]
    private static partial Regex Option();
}
