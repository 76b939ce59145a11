using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>Two tabs with one connection between them, and what becomes of it when the tab that holds it goes, however it goes.</summary>
public sealed class SharedTabsTests(RealTabs tabs) : IClassFixture<RealTabs>
{
    private static readonly JsonObject Shared = new() { ["shareTabs"] = true };

    /// <summary>How the tab that leads goes.</summary>
    public enum End
    {
        Closed,
        Crashed,
        Frozen,
        LeftForAnotherPage,
    }

    [Theory]
    [InlineData(End.Closed)]
    [InlineData(End.Crashed)]
    [InlineData(End.Frozen)]
    [InlineData(End.LeftForAnotherPage)]
    public async Task LeaderGoes_TheOtherTabTakesOver_WithEachTransitionOnce(End end)
    {
        await using var server = await PageServer.StartAsync();
        await using var both = await Work.StartAsync(server.Progress);
        await using var secondOnly = await Work.StartAsync(server.Progress);
        var first = await OpenAsync(server, both.Id);
        var second = await OpenAsync(server, both.Id, secondOnly.Id);
        Assert.Equal(1, await server.ConnectionsAsync());
        await second.ExpectNewsAsync(secondOnly.Id);
        await Task.WhenAll(first.ExpectNewsAsync(both.Id), second.ExpectNewsAsync(both.Id));

        await Task.WhenAll(both.StepAsync(), GoAsync(first.Page, end), secondOnly.StepAsync());
        await both.StepAsync();
        await second.ExpectNewsAsync(both.Id);

        await Task.WhenAll(both.EndAsync(), secondOnly.EndAsync());
        await Told.ExpectTruthAsync(second.ToldAsync, await server.StateAsync(both.Id));
        await Told.ExpectTruthAsync(second.ToldAsync, await server.StateAsync(secondOnly.Id));
        await second.ExpectStatusAsync("live");
        await server.ExpectConnectionsAsync(1);
        await second.Page.CloseAsync();
        if (end != End.Closed) await first.Page.CloseAsync();
    }

    private async Task<ClientPage> OpenAsync(PageServer server, params string[] watched)
    {
        var page = new ClientPage(await tabs.OpenTabAsync());
        await page.OpenAsync(server.Address, Shared, watched);
        await page.ExpectStatusAsync("live");
        return page;
    }

    private static async Task GoAsync(IPage tab, End end)
    {
        if (end == End.Closed)
        {
            await tab.CloseAsync();
            return;
        }

        if (end == End.LeftForAnotherPage)
        {
            await tab.GotoAsync("about:blank");
            return;
        }

        var devTools = await RealTabs.DevToolsAsync(tab);
        if (end == End.Frozen)
            await devTools.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "frozen" });
        else
            _ = devTools.SendAsync("Page.crash"); // nobody is left to answer
    }
}
