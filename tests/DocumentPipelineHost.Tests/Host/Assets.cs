namespace DocumentPipelineHost.Tests.Host;

/// <summary>The documents in <c>tests/assets</c>.</summary>
internal static class Assets
{
    private static readonly string Folder = Path.Combine(Root(new DirectoryInfo(AppContext.BaseDirectory)), "tests", "assets");

    public static string FiftyPages => Path.Combine(Folder, "kitchen-garden.en.pdf");

    private static string Root(DirectoryInfo? folder) => folder switch
    {
        null => throw new InvalidOperationException("No Dpa.Realtime.sln above the tests."),
        _ when File.Exists(Path.Combine(folder.FullName, "Dpa.Realtime.sln")) => folder.FullName,
        _ => Root(folder.Parent),
    };
}
