using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>
/// Playwright on a <see cref="ChromiumProcess"/> without its own defaults, above all without the focus that it
/// otherwise gives to every tab.
/// </summary>
public sealed class RealTabs : IAsyncDisposable
{
    private ChromiumProcess? _process;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A new tab, in front of all others; skips the test where there is no Chromium.</summary>
    public async Task<IPage> OpenTabAsync()
    {
        if (_browser is null)
        {
            _process = await ChromiumProcess.StartAsync();
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.ConnectOverCDPAsync(
                _process.DevTools.ToString(), new() { NoDefaults = true });
        }

        var tab = await _browser.Contexts[0].NewPageAsync();
        await tab.BringToFrontAsync();
        return tab;
    }

    /// <summary>All but the one that the browser started with, without which it would end.</summary>
    public async Task CloseTabsAsync()
    {
        foreach (var tab in _browser!.Contexts[0].Pages.Skip(1).ToArray()) await tab.CloseAsync();
    }

    public static Task<ICDPSession> DevToolsAsync(IPage tab) => tab.Context.NewCDPSessionAsync(tab);

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_process is not null) await _process.DisposeAsync();
    }
}
