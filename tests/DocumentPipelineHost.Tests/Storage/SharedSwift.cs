using Dpa.Realtime.Faults.S3;
using DocumentPipelineHost.Tests.Storage;

[assembly: AssemblyFixture(typeof(SharedSwift))]

namespace DocumentPipelineHost.Tests.Storage;

/// <summary>One S3 server for all tests, each with a bucket of its own; started when first asked for.</summary>
public sealed class SharedSwift : IAsyncDisposable
{
    private static readonly Lazy<Task<SwiftServer>> Lazy = new(SwiftServer.StartAsync);

    public static Task<SwiftServer> Server => Lazy.Value;

    /// <summary>The settings of a host that keeps its originals in a new bucket there.</summary>
    /// <param name="address">Where the server is reached; the proxy's, where one is in between.</param>
    /// <param name="more">Set instead, or added.</param>
    public static Dictionary<string, string?> Settings(string address, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Minio:Endpoint"] = address,
            ["Minio:AccessKey"] = SwiftServer.AccessKey,
            ["Minio:SecretKey"] = SwiftServer.SecretKey,
            ["Minio:Bucket"] = $"test-{Guid.NewGuid():N}",
            ["Minio:Secure"] = "false",
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        return settings;
    }

    /// <summary>As <see cref="Settings"/>, as a host's command line.</summary>
    public static async Task<string[]> ArgumentsAsync() =>
        [.. Settings((await Server).Address).Select(static each => $"--{each.Key}={each.Value}")];

    public async ValueTask DisposeAsync()
    {
        if (Lazy is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await Server).DisposeAsync();
    }
}
