using System.Text.RegularExpressions;

namespace Dpa.Realtime.FreshProjects.Tests.Tutorials;

/// <summary>A page of docs whose blocks somebody types into a project, literally.</summary>
internal sealed partial class TutorialPage(string page)
{
    private readonly string _text = File.ReadAllText(Path.Combine(Machine.Root, "docs", page));

    /// <summary>The first block of a language.</summary>
    public string Block(string language) =>
        Regex.Match(_text, $"^```{language}\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)
            .Groups[1].Value;

    /// <summary>Makes the changes of a section to the files of a folder.</summary>
    public void Apply(string heading, string folder)
    {
        var start = _text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        var section = _text[start.._text.IndexOf("\n## ", start + 1, StringComparison.Ordinal)];
        var diffs = Diff().Matches(section);
        Assert.NotEmpty(diffs);
        foreach (Match diff in diffs)
        {
            var file = Path.Combine(folder, diff.Groups[1].Value);
            var lines = diff.Groups[2].Value.TrimEnd('\n').Split('\n');
            File.WriteAllText(file, string.Join('\n', Changed(File.ReadAllLines(file), lines)));
        }
    }

    /// <summary>Lines that follow a gap (…) and precede a line of the file are written directly before it.</summary>
    private static List<string> Changed(string[] file, string[] diff)
    {
        var (at, isGap) = (0, false);
        var (changed, waiting) = (new List<string>(), new List<string>());
        foreach (var line in diff)
        {
            if (line.Trim() == "…") isGap = true;
            else if (line[0] == '+') (isGap ? waiting : changed).Add(line[1..]);
            else
            {
                var found = Array.IndexOf(file, line[1..], at);
                Assert.True(found >= 0, $"The application has no such line: {line}");
                changed.AddRange([.. file[at..found], .. waiting]);
                waiting.Clear();
                if (line[0] == ' ') changed.Add(line[1..]);
                (at, isGap) = (found + 1, false);
            }
        }

        Assert.Empty(waiting);
        return [.. changed, .. file[at..]];
    }

    [GeneratedRegex(@"^`(\w+\.cs)`[^\n]*\n\n```diff\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Diff();
}
