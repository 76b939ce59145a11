using System.Text.Json.Nodes;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>
/// Two tabs with one connection between them: which of them holds it, and what becomes of it when that one goes,
/// however it goes.
/// </summary>
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
        await using var otherOnly = await Work.StartAsync(server.Progress);
        var other = await OpenAsync(server, both.Id, otherOnly.Id);
        var leader = await OpenAsync(server, both.Id);
        await leader.ExpectAsync(told => told is { Shared: false, Status: "live" }, "the tab in front leads");
        await other.ExpectAsync(told => told is { Shared: true, Status: "live" }, "the tab behind follows");
        await server.ExpectConnectionsAsync(1);
        await Task.WhenAll(
            leader.ExpectNewsAsync(both.Id), other.ExpectNewsAsync(both.Id), other.ExpectNewsAsync(otherOnly.Id));

        if (end == End.Frozen) await tabs.OpenTabAsync(); // in front: only hidden tabs are frozen
        await Task.WhenAll(both.StepAsync(), GoAsync(leader, end), otherOnly.StepAsync());
        await other.ExpectAsync(told => told is { Shared: false, Status: "live" }, "the other leads");
        await both.StepAsync();
        await Task.WhenAll(other.ExpectNewsAsync(both.Id), other.ExpectNewsAsync(otherOnly.Id));
        await server.ExpectConnectionsAsync(1);

        await Task.WhenAll(both.EndAsync(), otherOnly.EndAsync());
        await Told.ExpectTruthAsync(other.ToldAsync, await server.StateAsync(both.Id));
        await Told.ExpectTruthAsync(other.ToldAsync, await server.StateAsync(otherOnly.Id));
        if (end is End.Frozen or End.LeftForAnotherPage)
        {
            await (end == End.Frozen ? leader.ResumeAsync() : leader.GoBackAsync());
            await leader.Page.BringToFrontAsync();
            await Told.ExpectTruthAsync(leader.ToldAsync, await server.StateAsync(both.Id));
            await server.ExpectConnectionsAsync(1);
        }

        await tabs.CloseTabsAsync();
    }

    private async Task<ClientPage> OpenAsync(PageServer server, params string[] watched)
    {
        var page = new ClientPage(await tabs.OpenTabAsync());
        await page.OpenAsync(server.Address, Shared, watched);
        await page.ExpectStatusAsync("live");
        return page;
    }

    private static async Task GoAsync(ClientPage leader, End end)
    {
        switch (end)
        {
            case End.Closed:
                await leader.Page.CloseAsync();
                break;
            case End.LeftForAnotherPage:
                await leader.Page.GotoAsync("about:blank");
                break;
            case End.Crashed:
                _ = (await RealTabs.DevToolsAsync(leader.Page)).SendAsync("Page.crash"); // nobody is left to answer
                break;
            default:
                await leader.FreezeAsync();
                break;
        }
    }
}
