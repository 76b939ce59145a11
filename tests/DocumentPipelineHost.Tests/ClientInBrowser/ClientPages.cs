using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>
/// What <c>ClientPages.targets</c> built: the pages, the client as files of its own in <c>client/</c>, the React page
/// in <c>many/</c>.
/// </summary>
internal static class ClientPages
{
    private static readonly string Built = Path.Combine(Assets.Root, "artifacts", "client-pages");

    public static string Folder =>
        Directory.Exists(Built)
            ? Built
            : throw new InvalidOperationException(
                "The pages were not built: dotnet build tests/DocumentPipelineHost.Tests -t:BuildClientPages (it needs "
                    + "Node.js)."
            );
}
