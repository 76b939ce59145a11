using System.Runtime.ExceptionServices;
using DocumentPipelineHost.Tests.Services;
using Xunit.Sdk;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>One host for the tests of a class; each test is a user of its own.</summary>
public abstract class SharedHost(Rows rows) : IAsyncLifetime
{
    public const int MaxBytes = 2 << 20;

    private HostPlace? _place;
    private TestHost? _host;
    private ExceptionDispatchInfo? _missing;

    public DataFolderOfTest Folder => _place!.Folder;

    public TestHost Host
    {
        get
        {
            _missing?.Throw(); // in a test, which is skipped; here it would fail
            return _host ?? throw new InvalidOperationException("The host was not started.");
        }
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            _place = await HostPlace.CreateAsync(rows);
        }
        catch (SkipException missing)
        {
            _missing = ExceptionDispatchInfo.Capture(missing);
            return;
        }

        _host = await _place.StartAsync(
            "--Upload:MaxBytes", MaxBytes.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_place is not null)
            await _place.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
