using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>What docs/architecture.md names where it says what goes where is there.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Folders = ["src", "tests", "docs", "eng"];
    private static readonly string[] Skipped = ["node_modules", "bin", "obj", "artifacts", "dist"];

    [Fact]
    public void WhatGoesWhere_NamesFilesAndTypesThatAreThere()
    {
        var page = Pages.Text("docs/architecture.md");
        var from = page.IndexOf("## What goes where", StringComparison.Ordinal);
        var section = page[from..page.IndexOf("\n## ", from + 1, StringComparison.Ordinal)];
        var named = Name().Matches(section).Select(static m => m.Groups[1].Value).Distinct().ToList();
        var there = Folders.SelectMany(static f => Below(Path.Combine(Pages.Root, f)))
            .Select(static path => "/" + Path.GetRelativePath(Pages.Root, path).Replace('\\', '/'))
            .ToList();

        Assert.InRange(named.Count, 60, int.MaxValue); // they are found at all
        Assert.Equal([], named.Where(name => !there.Any(path => IsOf(path, name))));
    }

    /// <summary>A path by its end; a type by the file, or the folder, that is called after it.</summary>
    private static bool IsOf(string path, string name) =>
        path.EndsWith("/" + name, StringComparison.Ordinal) || path.EndsWith($"/{name}.cs", StringComparison.Ordinal);

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder)
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(static d => !Skipped.Contains(Path.GetFileName(d)))
                .SelectMany(static d => Below(d).Prepend(d)));

    [GeneratedRegex(@"`([A-Z]\w+|[\w.-]+(?:/[\w.-]+)+|[\w.]+\.(?:md|txt|sh|ts|cs))(?:#[\w-]+)?`")]
    private static partial Regex Name();
}
