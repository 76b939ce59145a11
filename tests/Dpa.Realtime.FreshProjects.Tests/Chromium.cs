using Dpa.Realtime.Faults;
using Dpa.Realtime.FreshProjects.Tests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Dpa.Realtime.FreshProjects.Tests;

/// <summary>The distribution's Chromium; started when first asked for.</summary>
public sealed class Chromium : IAsyncDisposable
{
    /// <summary>
    /// Records what the page shows, each value once: an assertion of Playwright looks only about once a second, and a
    /// stage may be over between two looks.
    /// </summary>
    private const string Recorder = """
        window.shown = [];
        new MutationObserver(() => {
          const bar = document.querySelector('[aria-valuenow]');
          for (const value of [
            document.getElementById('state')?.textContent?.trim(), bar && `bar ${bar.getAttribute('aria-valuenow')}`,
          ])
            if (value && !window.shown.includes(value)) window.shown.push(value);
        }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        """;

    private static readonly string[] Switches =
        ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"];

    private readonly Lazy<Task<IBrowser>> _browser;
    private IPlaywright? _playwright;

    public Chromium() => _browser = new(LaunchAsync);

    /// <summary>An empty page of its own; what it logs as an error is added to <paramref name="errors"/>.</summary>
    internal async Task<IPage> NewPageAsync(ICollection<string> errors)
    {
        Requirements.Need("chromium", "chromium");
        var page = await (await _browser.Value).NewPageAsync();
        page.PageError += (_, error) => errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") errors.Add(message.Text);
        };
        await page.AddInitScriptAsync(Recorder);
        return page;
    }

    /// <summary>The same, at an address.</summary>
    internal async Task<IPage> OpenAsync(Uri address, ICollection<string> errors)
    {
        var page = await NewPageAsync(errors);
        await page.GotoAsync(address.ToString());
        return page;
    }

    /// <summary>
    /// What the page has shown since it was loaded: the texts of <c>#state</c>, and <c>bar N</c> for each value of a
    /// progress bar.
    /// </summary>
    internal static Task<string[]> ShownAsync(IPage page) => page.EvaluateAsync<string[]>("window.shown");

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
