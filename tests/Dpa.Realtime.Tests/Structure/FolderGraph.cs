using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Dpa.Realtime.Tests.Structure;

/// <summary>Which folder of a project uses which other.</summary>
/// <param name="project">The project's path below the root of the repository.</param>
/// <param name="ns">Its namespace.</param>
internal sealed partial class FolderGraph(string project, string ns)
{
    private static readonly string[] Skipped = ["bin", "obj", "ClientApp", "wwwroot", "Properties", "node_modules"];

    public static string Root { get; } = FindRoot();

    /// <summary>The uses, each with the files that have it.</summary>
    public ILookup<(string Folder, string Used), string> Uses()
    {
        var files = Files();
        var isGlobal = files.Exists(f => f.Text.Contains($"global using {ns}.", StringComparison.Ordinal));
        Func<string, IEnumerable<string>> used = isGlobal ? ByTypes(files) : ByImports;
        var folders = files.Select(f => f.Folder).ToHashSet(StringComparer.Ordinal);
        return files
            .Where(f => f.Folder.Length > 0)
            .SelectMany(f => used(f.Text).Distinct(StringComparer.Ordinal), (f, u) => (f.Folder, Used: u, f.Name))
            .Where(u => u.Used != u.Folder && u.Used.Length > 0 && folders.Contains(u.Used))
            .ToLookup(u => (u.Folder, u.Used), u => u.Name);
    }

    /// <summary>A way that leads back to where it began, or null where there is none.</summary>
    public static IReadOnlyList<string>? FindCycle(IEnumerable<(string Folder, string Used)> uses)
    {
        var next = uses.ToLookup(u => u.Folder, u => u.Used, StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var way = new List<string>();
        return next.Select(n => Walk(n.Key)).FirstOrDefault(found => found is not null);

        IReadOnlyList<string>? Walk(string folder)
        {
            if (way.IndexOf(folder) is >= 0 and var first) return [.. way[first..], folder];
            if (!done.Add(folder)) return null;
            way.Add(folder);
            foreach (var used in next[folder].Order(StringComparer.Ordinal))
                if (Walk(used) is { } found) return found;
            way.RemoveAt(way.Count - 1);
            return null;
        }
    }

    private IEnumerable<string> ByImports(string text) =>
        Import().Matches(text)
            .Select(m => m.Groups[1].Value)
            .Where(name => name.StartsWith($"{ns}.", StringComparison.Ordinal))
            .Select(name => name[(ns.Length + 1)..].Split('.')[0]);

    /// <summary>
    /// A project that imports its own namespaces for every file shows its uses by the types that are named.
    /// </summary>
    private static Func<string, IEnumerable<string>> ByTypes(List<(string Folder, string Name, string Text)> files)
    {
        var homes = files
            .SelectMany(f => Declaration().Matches(f.Text), (f, m) => (Type: m.Groups[1].Value, f.Folder))
            .Distinct()
            .ToLookup(d => d.Type, d => d.Folder, StringComparer.Ordinal);
        return text => Word().Matches(Aside().Replace(text, "\"\""))
            .Select(m => homes[m.Value].ToArray())
            .Where(h => h.Length == 1)
            .Select(h => h[0]);
    }

    private List<(string Folder, string Name, string Text)> Files()
    {
        var from = Path.Combine(Root, project);
        return
        [
            .. Directory.EnumerateFiles(from, "*.cs", SearchOption.AllDirectories)
                .Select(file => (Path: Path.GetRelativePath(from, file).Split(Path.DirectorySeparatorChar), file))
                .Where(f => !Skipped.Contains(f.Path[0]))
                .Select(f => (f.Path.Length > 1 ? f.Path[0] : "", f.Path[^1], File.ReadAllText(f.file))),
        ];
    }

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));

    [GeneratedRegex(@"^using (?:static )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex(
        @"^(?:[a-z]+ )*(?:class|struct|interface|enum|record(?: struct| class)?) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word();

    /// <summary>Comments and texts.</summary>
    [GeneratedRegex("//[^\n]*|/\\*.*?\\*/|\"(?:[^\"\\\\\n]|\\\\.)*\"", RegexOptions.Singleline)]
    private static partial Regex Aside();
}
