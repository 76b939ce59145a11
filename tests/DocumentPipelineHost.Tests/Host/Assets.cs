namespace DocumentPipelineHost.Tests.Host;

/// <summary>The documents in <c>tests/assets</c>.</summary>
internal static class Assets
{
    /// <summary>The repository that the tests were built from.</summary>
    public static readonly string Root = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static readonly string Folder = Path.Combine(Root, "tests", "assets");

    public static string FiftyPages => Of("kitchen-garden.en.pdf");

    public static string Of(string name) => Path.Combine(Folder, name);

    private static string Find(DirectoryInfo? folder) => folder switch
    {
        null => throw new InvalidOperationException("No Dpa.Realtime.sln above the tests."),
        _ when File.Exists(Path.Combine(folder.FullName, "Dpa.Realtime.sln")) => folder.FullName,
        _ => Find(folder.Parent),
    };
}
