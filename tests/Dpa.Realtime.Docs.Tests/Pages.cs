using System.Runtime.CompilerServices;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>The Markdown files that people read: the README files of the repository, and all of <c>docs</c>.</summary>
internal static class Pages
{
    private static readonly string[] Folders = ["docs", "samples", "src", "benchmarks", "tests", "tools", "templates"];
    private static readonly string[] Skipped = ["node_modules", "bin", "obj", "artifacts", "assets", "dist", "results"];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths below <see cref="Root"/>, with slashes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*.md")
            .Concat(Folders.Select(f => Path.Combine(Root, f)).Where(Directory.Exists).SelectMany(Below))
            .Select(static file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(static file => file != "CHANGELOG.md")
            .Order(StringComparer.Ordinal),
    ];

    public static string Text(string page) => File.ReadAllText(Path.Combine(Root, page));

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder, "*.md")
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(static d => !Skipped.Contains(Path.GetFileName(d)))
                .SelectMany(Below));

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));
}
