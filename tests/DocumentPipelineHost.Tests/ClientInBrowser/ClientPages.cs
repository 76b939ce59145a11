using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>Where the pages are, and what <c>ClientPages.targets</c> built.</summary>
internal static class ClientPages
{
    public static string Sources { get; } = Path.Combine(Assets.Root, "tests", "DocumentPipelineHost.Tests", "ClientInBrowser", "Pages");

    /// <summary>The client as files of its own in <c>client/</c>, the React page in <c>many/</c>.</summary>
    public static string Built { get; } = Path.Combine(Assets.Root, "artifacts", "client-pages");
}
