using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>The distribution's Chromium, driven by Playwright; absent, its tests are skipped with what to install, and fail where services are required.</summary>
public sealed class Chromium : IAsyncLifetime
{
    internal const string Program = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Args = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    public Task<IBrowserContext> OpenDesktopAsync(bool ignoreCertificates = false) => OpenAsync(new()
    {
        ViewportSize = new() { Width = 1280, Height = 800 }, Locale = "en-US", IgnoreHTTPSErrors = ignoreCertificates,
    });

    public Task<IBrowserContext> OpenPhoneAsync(string locale, ColorScheme scheme) => OpenAsync(new()
    {
        ViewportSize = new() { Width = 390, Height = 844 }, DeviceScaleFactor = 2, IsMobile = true, HasTouch = true, Locale = locale, ColorScheme = scheme,
    });

    /// <summary>Skips the test where it is missing.</summary>
    internal static void Require()
    {
        const string Missing = $"{Program} is missing: sudo apt-get install -y chromium fonts-noto-cjk fonts-noto-color-emoji";
        if (File.Exists(Program))
            return;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DPA_REQUIRE_SERVICES") == "1", Missing);
        Assert.Fail(Missing);
    }

    private async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions options)
    {
        Require();
        return await _browser!.NewContextAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
