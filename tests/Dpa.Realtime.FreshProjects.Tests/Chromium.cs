using Dpa.Realtime.FreshProjects.Tests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Dpa.Realtime.FreshProjects.Tests;

/// <summary>The distribution's Chromium; started when first asked for.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Switches =
        ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"];

    private readonly Lazy<Task<IBrowser>> _browser;
    private IPlaywright? _playwright;

    public Chromium() => _browser = new(LaunchAsync);

    /// <summary>A page of its own; what it logs as an error is added to <paramref name="errors"/>.</summary>
    internal async Task<IPage> OpenAsync(Uri address, ICollection<string> errors)
    {
        Machine.Require("chromium", "chromium");
        var page = await (await _browser.Value).NewPageAsync();
        page.PageError += (_, error) => errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") errors.Add(message.Text);
        };
        await page.GotoAsync(address.ToString());
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _browser.Value).DisposeAsync();
        _playwright?.Dispose();
    }

    private async Task<IBrowser> LaunchAsync()
    {
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Switches });
    }
}
