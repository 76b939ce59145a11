namespace DocumentEngine.Tests.Parsing;

/// <summary>The project's own test documents (tests/assets).</summary>
internal static class Assets
{
    private static readonly string Folder = Path.Combine(Root(), "tests", "assets");

    public static string Of(string name) => Path.Combine(Folder, name);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The repository's root was not found.");
        return folder.FullName;
    }
}
