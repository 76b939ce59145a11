using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>A shared host and a user of this test alone.</summary>
public abstract class TusHostTest(SharedHost host)
{
    protected TestHost Host => host.Host;

    protected HostClient Client { get; } = host.Host.As($"tus-{Guid.NewGuid():N}");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The kept pieces of an upload.</summary>
    protected IReadOnlyList<string> PiecesOf(string url) =>
        [
            .. host
                .Folder.Files("uploads")
                .Where(file => Path.GetFileName(file).StartsWith(TusClient.IdOf(url), StringComparison.Ordinal)),
        ];
}
