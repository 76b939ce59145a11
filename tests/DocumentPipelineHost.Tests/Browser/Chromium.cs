using DocumentPipelineHost.Tests.Browser;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// The distribution's Chromium, driven by Playwright: one for all tests, each with a context of its own; started when
/// first asked for. Absent, its tests are skipped with what to install, and fail where services are required.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    internal const string Program = "/usr/bin/chromium";

    private static readonly string[] Switches =
    [
        "--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--no-first-run",
    ];

    private readonly Lazy<Task<IBrowser>> _browser;
    private IPlaywright? _playwright;

    public Chromium() => _browser = new(LaunchAsync);

    public Task<IBrowserContext> OpenDesktopAsync(bool ignoreCertificates = false) => OpenAsync(new()
    {
        ViewportSize = new() { Width = 1280, Height = 800 }, Locale = "en-US", IgnoreHTTPSErrors = ignoreCertificates,
    });

    public Task<IBrowserContext> OpenPhoneAsync(string locale, ColorScheme scheme) =>
        OpenAsync(
            new()
            {
                ViewportSize = new() { Width = 390, Height = 844 }, DeviceScaleFactor = 2, IsMobile = true,
                HasTouch = true, Locale = locale, ColorScheme = scheme,
            });

    /// <summary>Skips the test where it is missing.</summary>
    internal static void Require()
    {
        const string Missing =
            $"{Program} is missing: sudo apt-get install -y chromium fonts-noto-cjk fonts-noto-color-emoji";
        if (File.Exists(Program))
            return;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DPA_REQUIRE_SERVICES") == "1", Missing);
        Assert.Fail(Missing);
    }

    internal async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions options)
    {
        Require();
        return await (await _browser.Value).NewContextAsync(options);
    }

    private async Task<IBrowser> LaunchAsync()
    {
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = Switches });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _browser.Value).DisposeAsync();
        _playwright?.Dispose();
    }
}
