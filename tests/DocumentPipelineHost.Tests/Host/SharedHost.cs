namespace DocumentPipelineHost.Tests.Host;

/// <summary>One host for the tests of a class; each test is a user of its own.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    public const int MaxBytes = 2 << 20;

    private TestHost? _host;

    public DataFolderOfTest Folder { get; } = new();

    public TestHost Host => _host ?? throw new InvalidOperationException("The host was not started.");

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(
        Folder, "--Upload:MaxBytes", MaxBytes.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Folder.Dispose();
    }
}
