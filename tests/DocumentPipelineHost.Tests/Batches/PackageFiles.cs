namespace DocumentPipelineHost.Tests.Batches;

/// <summary>
/// Documents that other people wrote, as they are in packages: those of the NuGet packages that the build restores, and
/// with <c>DPA_DOCUMENTS=folder</c> those of Debian packages that benchmarks/documents/collect.py put there.
/// </summary>
internal static class PackageFiles
{
    /// <summary>By package, as collect.py takes them.</summary>
    private static readonly string[] Restored = ["mailkit/*/docs/FAQ.md", "mailkit/*/docs/GMailOAuth2.md"];

    /// <summary>
    /// PDF, EPUB, DOCX, HTML, Markdown and text, Chinese and English; none of a thousand pages, since every batch of a
    /// hundred has each of them several times.
    /// </summary>
    private static readonly string[] Collected =
    [
        "debian-reference.zh-cn.pdf", "debian-reference.en.pdf", "debmake-doc.zh-cn.epub", "debmake-doc.zh-cn.pdf",
        "PreviSat_en.docx", "gnb_user_manual_cn.md", "policy.txt", "ch02.zh-cn.html", "refcard-zh_CN-a4.pdf",
    ];

    /// <summary>Their paths.</summary>
    public static IEnumerable<string> All()
    {
        foreach (var pattern in Restored)
        {
            if (Newest(pattern) is { } file)
                yield return file;
        }

        if (MixedBatch.MixedDocuments.Folder is not { } folder)
            yield break;
        foreach (var name in Collected)
        {
            var file = Path.Combine(folder, name);
            if (!File.Exists(file))
                throw new FileNotFoundException($"DPA_DOCUMENTS has no {name}: fill it by collect.py.", file);
            yield return file;
        }
    }

    /// <summary>The newest version's; null where the package is not on this machine.</summary>
    private static string? Newest(string pattern)
    {
        var parts = pattern.Split("/*/");
        var package = Path.Combine(Packages(), parts[0]);
        return !Directory.Exists(package)
            ? null
            : Directory.EnumerateDirectories(package)
                .Select(folder => (Version: VersionOf(folder), File: Path.Combine(folder, parts[1])))
                .Where(static each => File.Exists(each.File))
                .MaxBy(static each => each.Version).File;
    }

    private static Version VersionOf(string folder) =>
        Version.TryParse(Path.GetFileName(folder), out var version) ? version : new Version();

    private static string Packages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
